import ctypes
import os
import tempfile
import types
import unittest

import fakes  # noqa: F401  (sets the module path)
from rhino_keys import Keychain, KeychainStore, ProtectedFileStore, WindowsProtection


class FakeCrypt32:
    """Turns every byte around and demands the same purpose both ways, like the real one."""

    def __init__(self):
        self.kept, self.freed, self.flags = [], 0, []

    def _turn(self, given, purpose, flags, result):
        data = bytes(255 - b for b in ctypes.string_at(given._obj.data, given._obj.size))
        self.purpose = ctypes.string_at(purpose._obj.data, purpose._obj.size)
        buffer = ctypes.create_string_buffer(data, len(data))
        self.kept.append(buffer)
        self.flags.append(flags)
        result._obj.size = len(data)
        result._obj.data = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_char))
        return 1

    def CryptProtectData(self, given, description, purpose, reserved, prompt, flags, result):
        return self._turn(given, purpose, flags, result)

    def CryptUnprotectData(self, given, description, purpose, reserved, prompt, flags, result):
        return self._turn(given, purpose, flags, result)

    def LocalFree(self, pointer):
        self.freed += 1


class WindowsKey(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "sub", "rhino-key.bin")
        self.fake = FakeCrypt32()
        libraries = types.SimpleNamespace(crypt32=self.fake, kernel32=self.fake)
        self.store = ProtectedFileStore(self.path, WindowsProtection(libraries))

    def test_keeps_the_key_protected_and_gives_it_back(self):
        self.store.set("ck_secret_1234")
        with open(self.path, "rb") as file:
            self.assertNotIn(b"ck_secret", file.read())
        self.assertEqual(self.store.get(), "ck_secret_1234")
        self.assertEqual((self.fake.freed, self.fake.purpose, self.fake.flags), (2, b"Contextile API key", [1, 1]))

    def test_forgets_and_says_nothing_when_there_is_none(self):
        self.assertEqual(self.store.get(), "")
        self.store.clear()
        self.store.set("ck_secret_1234")
        self.store.clear()
        self.assertEqual(self.store.get(), "")
        self.assertEqual(os.listdir(os.path.dirname(self.path)), [])

    def test_a_file_of_another_user_is_no_key(self):
        self.store.set("ck_secret_1234")
        self.fake.CryptUnprotectData = lambda *arguments: 0
        self.assertEqual(self.store.get(), "")


class FakeSecurity:
    def __init__(self):
        self.secret, self.freed, self.released = None, 0, 0

    def SecKeychainFindGenericPassword(self, chain, service_size, service, account_size, account, size, data, item):
        assert (service_size, service, account_size, account) == (10, b"Contextile", 7, b"api-key")
        if self.secret is None:
            return -25300
        if size is not None:
            self.buffer = ctypes.create_string_buffer(self.secret, len(self.secret))
            size._obj.value, data._obj.value = len(self.secret), ctypes.addressof(self.buffer)
        if item is not None:
            item._obj.value = 1
        return 0

    def SecKeychainAddGenericPassword(self, chain, service_size, service, account_size, account, size, secret, item):
        if self.secret is not None:
            return -25299
        self.secret = secret[:size]
        return 0

    def SecKeychainItemDelete(self, item):
        self.secret = None
        return 0

    def SecKeychainItemFreeContent(self, attributes, data):
        self.freed += 1

    def CFRelease(self, item):
        self.released += 1


class MacKey(unittest.TestCase):
    def test_sets_replaces_gives_and_forgets(self):
        fake = FakeSecurity()
        store = KeychainStore(Keychain(fake, fake))
        self.assertEqual(store.get(), "")
        store.set("first-key")
        store.set("second-key")
        self.assertEqual((store.get(), fake.freed, fake.released), ("second-key", 1, 1))
        store.clear()
        store.clear()
        self.assertEqual(store.get(), "")

    def test_a_refusal_is_an_error_without_the_key_in_it(self):
        fake = FakeSecurity()
        fake.SecKeychainAddGenericPassword = lambda *arguments: -25293
        with self.assertRaises(OSError) as caught:
            KeychainStore(Keychain(fake, fake)).set("ck_secret_1234")
        self.assertNotIn("ck_secret", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
