import { ContextileError, type ErrorCode, failure } from "../shared/errors.ts";
import type { Issue } from "../shared/issues.ts";
import type { Said } from "../shared/sentences.ts";

/** An error on its way to the client: the family's error, with what only HTTP needs. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly error: ContextileError;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly issues: readonly Issue[];

  constructor(
    error: ContextileError,
    options: { status?: number; headers?: Record<string, string>; issues?: readonly Issue[] } = {},
  ) {
    super(error.message, { cause: error });
    this.error = error;
    this.status = options.status ?? statusByCode[error.code] ?? 500;
    this.headers = options.headers ?? {};
    this.issues = options.issues ?? [];
  }
}

/** Only what this service can say; everything else is its own fault: 500. */
const statusByCode: Partial<Record<ErrorCode, number>> = {
  "no-key": 401,
  "bad-key": 401,
  "no-balance": 402,
  "area-too-large": 413,
  "too-big": 413,
  "bad-polygon": 400,
  "bad-request": 400,
  "empty-answer": 422,
  "rate-limited": 429,
  "service-down": 503,
  timeout: 504,
  // Nobody reads it: the client has gone. The number is the one web servers log for that.
  cancelled: 499,
};

/** Throws a refusal of the API: always in known sentences, which a panel can say in its own language. */
export function refuse(
  code: ErrorCode,
  said: Said,
  { next, ...options }: ConstructorParameters<typeof Refusal>[1] & { next?: Said } = {},
): never {
  throw new Refusal(failure(code, said, { next }), options);
}

/** Throws a refusal that only our own pages show, which speak English. */
export function refusePage(
  code: ErrorCode,
  message: string,
  options: ConstructorParameters<typeof Refusal>[1] & { next?: string } = {},
): never {
  throw new Refusal(new ContextileError(code, message, { next: options.next }), options);
}
