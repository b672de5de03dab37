/** The browser's own database as promises. Where there is none (private windows, some web views) all of them reject. */

/** Opens it on the first call; `make` builds its object stores the first time. */
export function lazyDatabase(
  factory: IDBFactory | undefined,
  name: string,
  make: (database: IDBDatabase) => void,
): () => Promise<IDBDatabase> {
  let opened: Promise<IDBDatabase> | undefined;
  return () => {
    opened ??= factory ? openDatabase(factory, name, make) : Promise.reject(new Error("no database"));
    return opened;
  };
}

function openDatabase(
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
