/** The browser's own database as promises. Where there is none (private windows, some web views) all of them reject. */

/**
 * Opens it on the first call; `make` builds its object stores the first time. What could not be opened, or has been
 * closed by the browser since (Safari does in the background), is opened anew by the next call.
 */
export function lazyDatabase(
  factory: IDBFactory | undefined,
  name: string,
  make: (database: IDBDatabase) => void,
): () => Promise<IDBDatabase> {
  let opened: Promise<IDBDatabase> | undefined;
  const forget = () => {
    opened = undefined;
  };
  return () => {
    if (factory === undefined) return Promise.reject(new Error("no database"));
    opened ??= openDatabase(factory, name, make).then(
      (database) => {
        database.onclose = forget;
        return database;
      },
      (fault: unknown) => {
        forget();
        throw fault;
      },
    );
    return opened;
  };
}

async function openDatabase(
  factory: IDBFactory,
  name: string,
  make: (database: IDBDatabase) => void,
): Promise<IDBDatabase> {
  const request = factory.open(name, 1);
  request.onupgradeneeded = () => make(request.result);
  return requested(request);
}

export function requested<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the database refused"));
  });
}

export function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error ?? new Error("the database refused"));
    transaction.onabort = () => reject(transaction.error ?? new Error("the database stopped"));
  });
}

/** For what is a comfort and no duty: a database that fails costs its memory and nothing else. */
export function quiet<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  return work().catch(() => otherwise);
}
