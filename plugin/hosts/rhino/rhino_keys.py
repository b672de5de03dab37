"""Where the API key lives inside Rhino, without anything to install: Windows' data protection, macOS' keychain.

Both are reached through `ctypes`. The `security` program of macOS is not used: it takes the secret as an argument,
which every process can read. Elsewhere, or when the system refuses, the key stays in memory and the user is told.
"""

import ctypes
import os
import sys

from contextile_loopback import KeyStore, find_keyring


def choose_key_store(folder):
    """The best store that answers on this machine. `folder` is the user's own folder for this program."""
    try:
        if sys.platform == "win32":
            return ProtectedFileStore(os.path.join(folder, "rhino-key.bin"), WindowsProtection())
        if sys.platform == "darwin":
            store = KeychainStore(Keychain())
            store.get()
            return store
    except Exception:  # a locked keychain, a missing library: the fallback says so to the user
        return KeyStore()
    return find_keyring() or KeyStore()


class ProtectedFileStore(KeyStore):
    """A file that only this user of this machine can read: `protection` has `protect(bytes)` and `unprotect(bytes)`."""

    label = "Windows data protection (this user, this machine)"
    warning = ""

    def __init__(self, path, protection):
        super().__init__()
        self._path, self._protection = path, protection

    def get(self):
        try:
            with open(self._path, "rb") as file:
                return self._protection.unprotect(file.read()).decode("utf-8")
        except (OSError, UnicodeDecodeError):
            # Another user's file or a damaged one: as good as no key.
            return ""

    def set(self, key):
        os.makedirs(os.path.dirname(self._path), exist_ok=True)
        passing = "%s.%d.tmp" % (self._path, os.getpid())
        with open(passing, "wb") as file:
            file.write(self._protection.protect(key.encode("utf-8")))
        os.replace(passing, self._path)

    def clear(self):
        try:
            os.remove(self._path)
        except FileNotFoundError:
            return


class _Blob(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("data", ctypes.POINTER(ctypes.c_char))]

    @classmethod
    def of(cls, text):
        return cls(len(text), ctypes.cast(ctypes.create_string_buffer(text, len(text)), ctypes.POINTER(ctypes.c_char)))


class WindowsProtection:
    """CryptProtectData and CryptUnprotectData of crypt32. `libraries` has `crypt32` and `kernel32`."""

    #: No secret: it keeps other programs of the same user from opening the file by accident.
    PURPOSE = b"Contextile API key"
    NO_DIALOGS = 1

    def __init__(self, libraries=None):
        libraries = libraries or ctypes.windll
        self._crypt32, self._kernel32 = libraries.crypt32, libraries.kernel32

    def protect(self, data):
        return self._call(self._crypt32.CryptProtectData, data)

    def unprotect(self, data):
        return self._call(self._crypt32.CryptUnprotectData, data)

    def _call(self, function, data):
        given, purpose, result = _Blob.of(data), _Blob.of(self.PURPOSE), _Blob()
        done = function(
            ctypes.byref(given), None, ctypes.byref(purpose), None, None, self.NO_DIALOGS, ctypes.byref(result)
        )
        if not done:
            raise OSError("Windows data protection refused.")
        try:
            return ctypes.string_at(result.data, result.size)
        finally:
            self._kernel32.LocalFree(ctypes.cast(result.data, ctypes.c_void_p))


class KeychainStore(KeyStore):
    """One password item of the login keychain."""

    label = "the macOS keychain"
    warning = ""

    def __init__(self, keychain):
        super().__init__()
        self._keychain = keychain

    def get(self):
        return (self._keychain.find() or b"").decode("utf-8", "replace")

    def set(self, key):
        self._keychain.delete()
        self._keychain.add(key.encode("utf-8"))

    def clear(self):
        self._keychain.delete()


class Keychain:
    """Generic password calls of the Security framework. `security` and `core` are the loaded frameworks."""

    SERVICE, ACCOUNT = b"Contextile", b"api-key"
    NOT_FOUND = -25300

    def __init__(self, security=None, core=None):
        frameworks = "/System/Library/Frameworks/%s.framework/%s"
        self._security = security or ctypes.CDLL(frameworks % ("Security", "Security"))
        self._core = core or ctypes.CDLL(frameworks % ("CoreFoundation", "CoreFoundation"))

    def find(self):
        size, data = ctypes.c_uint32(), ctypes.c_void_p()
        if not self._found(ctypes.byref(size), ctypes.byref(data), None):
            return None
        try:
            return ctypes.string_at(data.value, size.value)
        finally:
            self._security.SecKeychainItemFreeContent(None, data)

    def add(self, secret):
        status = self._security.SecKeychainAddGenericPassword(None, *self._names(), len(secret), secret, None)
        self._check(status)

    def delete(self):
        item = ctypes.c_void_p()
        if not self._found(None, None, ctypes.byref(item)):
            return
        try:
            self._check(self._security.SecKeychainItemDelete(item))
        finally:
            self._core.CFRelease(item)

    def _found(self, size, data, item):
        status = self._security.SecKeychainFindGenericPassword(None, *self._names(), size, data, item)
        if status == self.NOT_FOUND:
            return False
        self._check(status)
        return True

    def _names(self):
        return (len(self.SERVICE), self.SERVICE, len(self.ACCOUNT), self.ACCOUNT)

    def _check(self, status):
        if status != 0:
            raise OSError("The macOS keychain refused (%d)." % status)
