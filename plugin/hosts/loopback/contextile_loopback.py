"""Contextile's loopback core: everything a CAD host needs beside its own geometry calls.

One long file on purpose: Blender, FreeCAD and Rhino each load it as a single module beside their add-on, with no
package path to set up, and Python's standard library (3.9 or newer) is all it imports. It reads top-down:

  errors        the one error family, as JSON for the panel
  scene         decoding the `scene` container (docs/handoff-format.md)
  main thread   the queue a host pumps from its timer: CAD programs allow their API on one thread only
  stores        key and settings
  handoffs      chunks in, one checked payload out
  endpoint      bridge messages (shared/bridge/protocol.ts) to calls of a `Host`
  outlines      selected edges to the boundary of an area
  sessions      one page each: messages in, answers and events out
  server        HTTP on 127.0.0.1: panel files, bridge, events, bulk, service proxy (docs/loopback-protocol.md)

Nothing here runs text it was sent, and the key is never written to a log, an answer or an error.
"""

from __future__ import annotations

import array
import base64
import binascii
import hashlib
import hmac
import http.client
import http.server
import json
import math
import os
import re
import secrets
import select
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.parse
from collections import OrderedDict, deque

PROTOCOL_VERSION = 1
MAX_PAYLOAD_BYTES = 1 << 29
MAX_CHUNK_BYTES = 8_000_000
MAX_MESSAGE_BYTES = 8 << 20
MAX_BULK_BYTES = 16 << 20
MAX_PAIR_BYTES = 1 << 10
MAX_BOUNDARY_CORNERS = 5000
#: Closer than this is the same corner: a tenth of a millimetre.
SAME_POINT_M = 1e-4

# ---------------------------------------------------------------------------------------------------- errors

_ADVICE = {
    "no-key": "Enter your API key in the Key tab.",
    "bad-key": "Copy the key again from the API & Plugin Keys page; a re-issued key replaces the old one at once.",
    "service-down": "Check the connection and the service address, then try again.",
    "malformed-body": "Try again; if it happens twice, report it with the byte offset above.",
    "too-big": "Draw a smaller area or leave out a layer.",
    "cancelled": "Start again when you are ready.",
    "host-gone": "Open the panel again from the CAD program; the fetched area is still here and can be inserted.",
    "host-busy": "Finish the running command in the CAD program, then insert again.",
    "host-failed": "Nothing was left half-inserted; try again or export a file instead.",
    "unknown-message": "Update the plug-in and the panel to the same version.",
    "bad-message": "Update the plug-in and the panel to the same version.",
    "protocol-version": "Update the plug-in and the panel to the same version.",
    "disk-full": "Free some space and insert again.",
    "internal": "Try again; if it happens twice, report it.",
}

_STATUS = {
    "bad-message": 400,
    "host-gone": 401,
    "host-busy": 409,
    "too-big": 413,
    "service-down": 502,
    "disk-full": 507,
}


class ContextileError(Exception):
    """What happened, in a sentence for a person, under a closed code (shared/errors.ts)."""

    def __init__(self, code, message, charged="no", status=None, data=None):
        super().__init__(message)
        self.code, self.message, self.charged = code, message, charged
        self.status = status or _STATUS.get(code, 500)
        self.data = data

    def wire(self):
        said = {"code": self.code, "message": self.message, "charged": self.charged, "next": _ADVICE[self.code]}
        return {**said, "data": self.data} if self.data else said


def to_contextile_error(thrown):
    """Anything raised, as one of the family. A full disk has its own code: the advice differs."""
    if isinstance(thrown, ContextileError):
        return thrown
    if isinstance(thrown, OSError) and thrown.errno == 28:
        return ContextileError("disk-full", "The disk is full.")
    return ContextileError("internal", "Something unexpected happened: %s: %s" % (type(thrown).__name__, thrown))


# ---------------------------------------------------------------------------------------------------- scene


class Shape:
    """Unit model of one node kind: `positions` (stride 3, metres) and `indices` (stride 3)."""

    def __init__(self, positions, indices):
        self.positions = positions
        self.indices = indices


class MeshLayer:
    """Triangles of one layer; feature i owns [first_index[i], first_index[i+1]) and its own vertices alike."""

    kind = "mesh"

    def __init__(self, head, positions, indices, first_index, first_vertex, colours):
        self.id, self.name = head["id"], head["name"]
        self.colour = tuple(head["colour"])
        self.descriptors = head["descriptors"]
        self.positions, self.indices = positions, indices
        self.first_index, self.first_vertex = first_index, first_vertex
        self.colours = colours

    @property
    def facets(self):
        return len(self.indices) // 3

    def part(self, features):
        """The mesh of some features alone: positions and indices that count from its own first vertex."""
        positions, indices = array.array("f"), array.array("i")
        for i in features:
            low, high = self.first_vertex[i], self.first_vertex[i + 1]
            shift = len(positions) // 3 - low
            own = self.indices[self.first_index[i] : self.first_index[i + 1]]
            indices.extend([n + shift for n in own])
            positions.extend(self.positions[low * 3 : high * 3])
        return positions, indices

    def per_facet(self, values):
        """One value per feature to one per triangle."""
        column = array.array("i")
        for i, value in enumerate(values):
            column.extend([value] * ((self.first_index[i + 1] - self.first_index[i]) // 3))
        return column

    def buildings(self):
        """Feature numbers by building: parts that carry the same `id` belong together."""
        groups = OrderedDict()
        for i, descriptor in enumerate(self.descriptors):
            known = descriptor.get("id")
            groups.setdefault(("own", i) if known is None else ("id", str(known)), []).append(i)
        return list(groups.values())

    def colour_of(self, i):
        """sRGB 0..255 of feature i."""
        if self.colours is None:
            return self.colour
        packed = self.colours[i]
        return (packed >> 16 & 255, packed >> 8 & 255, packed & 255)


def plain_name(text, fallback, longest=60):
    """Text from a map as a name: one line, no control characters, no lone surrogates, cut to `longest`."""
    line = "".join(c if c.isprintable() else " " for c in str(text or "")).encode("utf-8", "ignore").decode("utf-8")
    return " ".join(line.split())[:longest].strip() or fallback


class InstanceLayer:
    """Nodes with a kind: `shapes[kind_index[i]]` stands at position i, turned about z, scaled."""

    kind = "instances"

    def __init__(self, head, kind_index, positions, scales, rotations, shapes):
        self.id, self.name = head["id"], head["name"]
        self.colour = tuple(head["colour"])
        self.descriptors = head["descriptors"]
        self.kinds = head["kinds"]
        self.kind_index, self.positions = kind_index, positions
        self.scales, self.rotations, self.shapes = scales, rotations, shapes

    def nodes_of(self, kind):
        """Node numbers of kind number `kind`."""
        return [i for i, k in enumerate(self.kind_index) if k == kind]

    def merged(self, kind, nodes):
        """All `nodes` of one kind as one mesh: positions and indices."""
        shape = self.shapes[kind]
        corners = list(zip(shape.positions[0::3], shape.positions[1::3], shape.positions[2::3]))
        positions, indices = array.array("f"), array.array("i")
        for i in nodes:
            base = len(positions) // 3
            x, y, z = self.positions[i * 3 : i * 3 + 3]
            size = self.scales[i]
            cos, sin = size * math.cos(self.rotations[i]), size * math.sin(self.rotations[i])
            for cx, cy, cz in corners:
                positions.extend((x + cx * cos - cy * sin, y + cx * sin + cy * cos, z + cz * size))
            indices.extend([base + n for n in shape.indices])
        return positions, indices


class Scene:
    """A decoded container: metres, x east, y north, z up, relative to `frame`'s origin."""

    def __init__(self, head, layers):
        self.name = head["name"]
        self.frame = head["frame"]
        self.attribution = head["attribution"]
        self.skipped = head.get("skipped") or []
        self.warnings = head.get("warnings") or []
        self.layers = layers


def decode_scene(payload):
    """Bytes of a `scene` container to a `Scene`. Raises `malformed-body`; never reads outside `payload`."""
    view = memoryview(payload)
    if len(view) < 12 or bytes(view[:4]) != b"CTXS":
        raise _malformed("The hand-over does not begin like a scene container.")
    version, length = struct.unpack_from("<II", view, 4)
    if version != 1:
        raise _malformed("The scene container has version %d; this reader knows 1." % version)
    end = 12 + length
    if end > len(view) or end % 4:
        raise _malformed("The header of the scene container is cut off.")
    try:
        head = json.loads(bytes(view[12:end]).decode("utf-8"))
    except ValueError:
        raise _malformed("The header of the scene container is not JSON in UTF-8.") from None
    try:
        return _read_scene(head, _Columns(view[end:]))
    except (KeyError, TypeError, AttributeError, IndexError, ValueError, OverflowError) as wrong:
        raise _malformed("The header of the scene container is wrong (%s)." % type(wrong).__name__) from None


def _read_scene(head, columns):
    if not all(isinstance(text, str) for text in [head["name"], *head["attribution"]]):
        raise _malformed("The scene container has a name or source that is not text.")
    readers = {"mesh": _read_mesh, "instances": _read_instances}
    for layer in head["layers"]:
        _check(isinstance(layer["id"], str) and isinstance(layer["name"], str), "a layer has no name.")
        _check(len(layer["colour"]) == 3 and all(0 <= c <= 255 for c in layer["colour"]), "a colour is wrong.")
        _check(all(isinstance(d, dict) for d in layer["descriptors"]), "a descriptor is not an object.")
    return Scene(head, [readers[layer["kind"]](layer, columns) for layer in head["layers"]])


def _read_mesh(head, columns):
    name, features = head["id"], len(head["descriptors"])
    positions, indices = columns.floats(head["positions"], name), columns.integers(head["indices"], name)
    first_index = columns.integers(head["firstIndex"], name)
    first_vertex = columns.integers(head["firstVertex"], name)
    colours = columns.integers(head["colours"], name) if head.get("colours") else None
    _check(len(positions) % 3 == 0 and len(indices) % 3 == 0, "%s has an incomplete triangle." % name)
    _check_ranges(first_index, features, len(indices), name)
    _check_ranges(first_vertex, features, len(positions) // 3, name)
    _check(all(n % 3 == 0 for n in first_index), "%s cuts a triangle in two." % name)
    _check(colours is None or len(colours) == features, "%s has too few colours." % name)
    for i in range(features):
        own = indices[first_index[i] : first_index[i + 1]]
        inside = not own or (min(own) >= first_vertex[i] and max(own) < first_vertex[i + 1])
        _check(inside, "%s uses a vertex outside its feature." % name)
    return MeshLayer(head, positions, indices, first_index, first_vertex, colours)


def _read_instances(head, columns):
    name = head["id"]
    kind_index = columns.integers(head["kindIndex"], name)
    positions = columns.floats(head["positions"], name)
    scales, rotations = columns.floats(head["scales"], name), columns.floats(head["rotations"], name)
    nodes = len(kind_index)
    whole = len(positions) == nodes * 3 and len(scales) == nodes and len(rotations) == nodes
    _check(whole and len(head["descriptors"]) in (0, nodes), "%s has columns of different lengths." % name)
    _check(len(head["shapes"]) == len(head["kinds"]), "%s lacks a shape." % name)
    _check(not nodes or (min(kind_index) >= 0 and max(kind_index) < len(head["kinds"])), "%s has no such kind." % name)
    shapes = [_read_shape(shape, columns, name) for shape in head["shapes"]]
    return InstanceLayer(head, kind_index, positions, scales, rotations, shapes)


def _read_shape(head, columns, name):
    positions, indices = columns.floats(head["positions"], name), columns.integers(head["indices"], name)
    _check(len(positions) % 3 == 0 and len(indices) % 3 == 0, "a shape of %s is cut off." % name)
    inside = not indices or (min(indices) >= 0 and max(indices) < len(positions) // 3)
    _check(inside, "a shape of %s is not a mesh." % name)
    return Shape(positions, indices)


class _Columns:
    """Copies columns out of the body; all together may not be longer than the body, so that a small file whose
    header names one column a thousand times cannot fill the memory."""

    def __init__(self, body):
        self._body = body
        self._used = 0

    def floats(self, column, name):
        numbers = self._copy("f", column, name)
        # The sum of finite float32 cannot overflow a double, and NaN or infinity survive into it.
        _check(math.isfinite(sum(numbers)), "%s holds a value that is not a number." % name)
        return numbers

    def integers(self, column, name):
        # Signed, because Blender takes "i"; a number above 2^31 turns negative and fails the range checks.
        return self._copy("i", column, name)

    def _copy(self, code, column, name):
        offset, count = column["offset"], column["count"]
        end = offset + count * 4
        self._used += count * 4
        _check(offset >= 0 and count >= 0 and offset % 4 == 0, "%s has a column out of place." % name)
        _check(max(end, self._used) <= len(self._body), "%s reaches outside the container." % name)
        numbers = array.array(code)
        numbers.frombytes(self._body[offset:end])
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers


def _check_ranges(first, features, end, name):
    _check(len(first) == features + 1 and first[0] == 0 and first[-1] == end, "%s does not span its column." % name)
    _check(all(a <= b for a, b in zip(first, first[1:])), "%s runs backwards." % name)


def _check(right, message):
    if not right:
        raise _malformed("The scene container is wrong: %s" % message)


def cancelled():
    """What `insert` raises when `is_cancelled()` says so."""
    return ContextileError("cancelled", "Cancelled.")


def _malformed(message):
    return ContextileError("malformed-body", message)


class InsertSteps:
    """Progress of an insert by triangles, and the one place that looks for a cancel. Every baker uses it."""

    def __init__(self, model, progress, is_cancelled):
        self._total = sum(facets_to_make(layer) for layer in model.layers) or 1
        self._done = 0
        self._progress, self._is_cancelled = progress, is_cancelled
        progress("Making meshes", 0.0)

    def done(self, facets):
        self._done += facets
        self._progress("Making meshes", self._done / self._total)
        if self._is_cancelled():
            raise cancelled()


def facets_to_make(layer):
    """Triangles of a layer as a document gets them: nodes count with their shapes."""
    if layer.kind == "mesh":
        return layer.facets
    return sum(len(layer.shapes[kind].indices) // 3 for kind in layer.kind_index)


# ---------------------------------------------------------------------------------------------- main thread


class MainThread:
    """Jobs from server threads to the one thread on which the host allows its API.

    The host calls `pump` from a timer. A job that the host does not start in time is withdrawn and answered
    `host-busy`: it will not run behind the user's back later.
    """

    def __init__(self, host_name, start_within_s=10.0):
        self._host_name = host_name
        self._start_within_s = start_within_s
        self._jobs = deque()
        self._lock = threading.Lock()
        self._running = None
        self._closed = False

    @property
    def running(self):
        """What is being done now, in words, or None."""
        return self._running

    def call(self, what, function, is_cancelled=lambda: False):
        """Runs `function` on the main thread and gives its result or raises what it raised. Blocks this thread."""
        job = _Job(what, function)
        with self._lock:
            if self._closed:
                raise self._gone()
            self._jobs.append(job)
        until = time.monotonic() + self._start_within_s
        while not job.started.wait(0.1):
            late = time.monotonic() > until
            if (late or is_cancelled()) and self._withdraw(job):
                raise ContextileError("host-busy", self._busy_sentence()) if late else cancelled()
        job.done.wait()
        if job.error is not None:
            raise job.error
        return job.result

    def pump(self, budget_s=0.05):
        """Runs waiting jobs, as many as fit. Called by the host on its main thread only; re-entry does nothing."""
        until = time.monotonic() + budget_s
        while self._running is None and time.monotonic() < until:
            with self._lock:
                if not self._jobs:
                    return
                job = self._jobs.popleft()
                self._running = job.what
                job.started.set()
            try:
                job.result = job.function()
            except Exception as thrown:  # every job must be answered, whatever the host raised
                job.error = thrown
            finally:
                self._running = None
                job.done.set()

    def close(self):
        """Answers everything that waits with `host-gone`."""
        with self._lock:
            self._closed = True
            waiting, self._jobs = list(self._jobs), deque()
        for job in waiting:
            job.error = self._gone()
            job.started.set()
            job.done.set()

    def _withdraw(self, job):
        with self._lock:
            if job not in self._jobs:
                return False
            self._jobs.remove(job)
            return True

    def _busy_sentence(self):
        if self._running:
            return "%s is still busy: %s." % (self._host_name, self._running)
        waited = round(self._start_within_s)
        return "%s has not answered for %d s; a command or a dialog is open there." % (self._host_name, waited)

    def _gone(self):
        return ContextileError("host-gone", "%s has stopped the panel's connection." % self._host_name)


class _Job:
    def __init__(self, what, function):
        self.what, self.function = what, function
        self.started, self.done = threading.Event(), threading.Event()
        self.result = self.error = None


# --------------------------------------------------------------------------------------------------- stores


class SettingsFile:
    """One JSON object in one file, replaced as a whole: a crash leaves the old one or the new one."""

    def __init__(self, path):
        self._path = path
        self._lock = threading.Lock()

    def read(self):
        with self._lock:
            try:
                with open(self._path, encoding="utf-8") as file:
                    value = json.load(file)
            except (OSError, ValueError):
                return {}
        return value if isinstance(value, dict) else {}

    def write(self, value):
        with self._lock:
            os.makedirs(os.path.dirname(self._path), exist_ok=True)
            passing = "%s.%d.tmp" % (self._path, os.getpid())
            with open(passing, "w", encoding="utf-8") as file:
                json.dump(value, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(passing, self._path)


class KeyStore:
    """Where the API key lives. `get` gives "" without a key. `label` and `warning` are words for the user."""

    label = "memory"
    warning = "The key is kept until the program closes."

    def __init__(self):
        self._key = ""

    def get(self):
        return self._key

    def set(self, key):
        self._key = key

    def clear(self):
        self._key = ""


class KeyringStore(KeyStore):
    """The operating system's secret store, through Python's `keyring` where that is importable."""

    warning = ""

    def __init__(self, keyring, account="api-key"):
        super().__init__()
        self._keyring, self._account = keyring, account
        self.label = "the system keyring (%s)" % type(keyring.get_keyring()).__module__.split(".")[-1]

    def get(self):
        return self._keyring.get_password("Contextile", self._account) or ""

    def set(self, key):
        self._keyring.set_password("Contextile", self._account, key)

    def clear(self):
        if self.get():
            self._keyring.delete_password("Contextile", self._account)


def find_keyring():
    """A `KeyringStore` that answers, or None: many CAD Pythons lack the module, many desktops a keyring."""
    try:
        import keyring  # optional by design

        backend = keyring.get_keyring()
        if getattr(backend, "priority", 0) < 1:
            return None
        store = KeyringStore(keyring)
        store.get()
        return store
    except Exception:  # a broken backend raises whatever it likes; the fallback is told to the user
        return None


def check_key(text):
    """A key as typed, without blanks around it. Raises `bad-key` for what no header takes."""
    key = text.strip()
    if not key or any(not 33 <= ord(c) <= 126 for c in key):
        raise ContextileError("bad-key", "The key is empty or has a space, a line break or a foreign letter in it.")
    return key


class Keys:
    """The key as the core uses it: read once, then kept in memory, so that proxying never waits for the host."""

    def __init__(self, store):
        self._store = store
        self._lock = threading.Lock()
        self._cached = None

    def key(self):
        with self._lock:
            if self._cached is None:
                self._cached = self._store.get()
            return self._cached

    def set(self, text):
        key = check_key(text)
        with self._lock:
            self._store.set(key)
            self._cached = key
        return self.state()

    def clear(self):
        with self._lock:
            self._store.clear()
            self._cached = ""
        return self.state()

    def state(self):
        """What the panel may know: never the key."""
        key = self.key()
        last4 = key[-4:] if len(key) >= 12 else ""
        return {"hasKey": bool(key), "last4": last4, "store": self._store.label, "warning": self._store.warning}


# ------------------------------------------------------------------------------------------------- handoffs


class Handoffs:
    """At most one hand-over at a time: its chunks, checked one by one, and the whole at the end."""

    IDLE_S = 300
    REMEMBERED = 16

    def __init__(self, formats, host_name):
        self._formats, self._host_name = formats, host_name
        self._lock = threading.RLock()
        self._open = None
        self._receipts = OrderedDict()
        # An abort may overtake its begin; a hand-over nobody wants must not keep the document busy.
        self._unwanted = OrderedDict()
        # Those whose begin has come: their abort has overtaken nothing, and the same id may be tried again.
        self._begun = OrderedDict()

    def begin(self, header, owner):
        """Opens a hand-over of `owner`, a session. Raises `host-busy` while another one is open."""
        handoff_id = header["handoffId"]
        with self._lock:
            if self._open is not None and self._open.header == header:
                return {"handoffId": handoff_id}
            if self._unwanted.pop(handoff_id, None):
                raise cancelled()
            self._begun[handoff_id] = True
            _cut(self._begun, self.REMEMBERED)
            self.expire()
            if self._open is not None and not self._open.owner.is_present():
                self.release(self._open.owner)
            if self._open is not None:
                raise ContextileError("host-busy", '"%s" is being inserted right now.' % self._open.header["name"])
            if header["format"] not in self._formats:
                raise ContextileError("bad-message", "%s does not take %s." % (self._host_name, header["format"]))
            if header["totalBytes"] > MAX_PAYLOAD_BYTES or header["totalChunks"] > header["totalBytes"]:
                raise ContextileError("too-big", "The model is over %d MB." % (MAX_PAYLOAD_BYTES >> 20))
            self._receipts.pop(handoff_id, None)
            self._open = _Handoff(header, owner)
            return {"handoffId": handoff_id}

    def chunk(self, handoff_id, seq, sha256, data):
        """Keeps one chunk and gives the number of different chunks held. A repeat changes nothing."""
        with self._lock:
            handoff = self._find(handoff_id)
            if not handoff.committing:
                handoff.add(seq, sha256, data)
            return {"received": handoff.received}

    def commit(self, handoff_id, insert):
        """Hands the whole, checked, to `insert(header, payload)` once; a repeat gets the same receipt or error."""
        with self._lock:
            known = self._receipts.get(handoff_id)
            if known is not None:
                return known
            handoff = self._find(handoff_id)
            first, handoff.committing = not handoff.committing, True
        if first:
            self._run(handoff, insert)
        handoff.done.wait()
        if handoff.error is not None:
            raise handoff.error
        return handoff.receipt

    def abort(self, handoff_id):
        """Drops the hand-over, or asks the running insert to stop. Unknown ids are harmless: it is gone already."""
        with self._lock:
            if handoff_id not in self._begun:
                self._unwanted[handoff_id] = True
                _cut(self._unwanted, self.REMEMBERED)
            if self._open is None or self._open.header["handoffId"] != handoff_id:
                return
            self._open.aborted.set()
            if not self._open.committing:
                self._open = None

    def is_aborted(self, handoff_id):
        running = self._open
        return running is not None and running.header["handoffId"] == handoff_id and running.aborted.is_set()

    def release(self, owner):
        """Drops what this session has open: a page that starts again has forgotten what it was sending."""
        with self._lock:
            if self._open is not None and self._open.owner is owner and not self._open.committing:
                self._open = None

    def expire(self):
        """Drops a hand-over that fell silent."""
        with self._lock:
            running = self._open
            if running and not running.committing and time.monotonic() - running.touched > self.IDLE_S:
                self._open = None

    def _run(self, handoff, insert):
        handoff_id = handoff.header["handoffId"]
        try:
            handoff.receipt = insert(handoff.header, handoff.join())
        except Exception as thrown:  # who waits for a repeat must be answered too
            handoff.error = to_contextile_error(thrown)
        with self._lock:
            self._open = None
            if handoff.receipt is not None:
                self._receipts[handoff_id] = handoff.receipt
                _cut(self._receipts, self.REMEMBERED)
        handoff.done.set()

    def _find(self, handoff_id):
        if self._open is None or self._open.header["handoffId"] != handoff_id:
            said = "This hand-over is not open (any more)."
            raise ContextileError("bad-message", said, status=404, data={"reason": "handoff"})
        return self._open


def _cut(kept, most):
    while len(kept) > most:
        kept.popitem(last=False)


class _Handoff:
    def __init__(self, header, owner):
        self.header, self.owner = header, owner
        self.chunks = {}
        self.bytes = self.received = 0
        self.committing = False
        self.aborted, self.done = threading.Event(), threading.Event()
        self.receipt = self.error = None
        self.touched = time.monotonic()

    def add(self, seq, sha256, data):
        if not 0 <= seq < self.header["totalChunks"]:
            raise ContextileError("bad-message", "There is no chunk %d." % seq)
        if not hmac.compare_digest(hashlib.sha256(data).hexdigest(), sha256):
            raise ContextileError("bad-message", "Chunk %d arrived damaged." % seq, data={"reason": "hash"})
        self.touched = time.monotonic()
        if seq in self.chunks:
            if self.chunks[seq] != data:
                raise ContextileError("bad-message", "Chunk %d was sent twice with other bytes." % seq)
            return
        if len(data) > MAX_CHUNK_BYTES or self.bytes + len(data) > self.header["totalBytes"]:
            raise ContextileError("bad-message", "Chunk %d holds more bytes than were announced." % seq)
        self.chunks[seq] = data
        self.received += 1
        self.bytes += len(data)

    def join(self):
        if len(self.chunks) != self.header["totalChunks"] or self.bytes != self.header["totalBytes"]:
            raise ContextileError("bad-message", "The model is not complete: chunks are missing.")
        payload = b"".join(self.chunks.pop(seq) for seq in range(self.header["totalChunks"]))
        if hashlib.sha256(payload).hexdigest() != self.header["sha256"]:
            raise ContextileError("bad-message", "The model arrived damaged.", data={"reason": "hash"})
        return payload


# ------------------------------------------------------------------------------------------------- endpoint


class Host:
    """What a CAD program gives. Methods marked [main] run inside `MainThread.pump`, on the program's own thread."""

    name = "Host"
    version = "0"
    formats = ("scene",)
    #: Cap for one object per building; 0: not offered.
    max_per_feature = 0
    can_georeference = True
    #: Gives `selection_outlines`.
    can_read_selection = False
    up_axis = "Z"

    def document(self):
        """[main] `documentName`, `units` and `theme` (light, dark, system)."""
        raise NotImplementedError

    def prepare(self, header, payload):
        """[worker thread] Bytes to what `insert` takes; raises before the document is touched."""
        return decode_scene(payload)

    def insert(self, prepared, header, progress, is_cancelled):
        """[main] Makes the model in one undo step and gives the receipt but for `handoffId`. On any exception
        nothing of it may be left. `progress(phase, fraction)`; `is_cancelled()` true: raise `cancelled`."""
        raise NotImplementedError

    def georeference_get(self):
        """[main] The document's georeference or None."""
        return None

    def georeference_set(self, georeference):
        """[main] Stores it in the document."""
        raise NotImplementedError

    def selection_outlines(self):
        """[main] What is selected, seen from above: its name and its closed outlines, each a list of (x, y) in document
        metres. Raises `NoOutline` where there is none."""
        raise NotImplementedError


class NoOutline(Exception):
    """Why the selection has no boundary: a `fault` of shared/bridge/protocol.ts."""

    def __init__(self, fault):
        super().__init__(fault)
        self.fault = fault


class Endpoint:
    """Answers bridge messages. One per host; any number of sessions."""

    def __init__(self, host, main, keys, settings):
        self.host, self.main, self.keys, self.settings = host, main, keys, settings
        self.handoffs = Handoffs(host.formats, host.name)
        self.bulk_url = None
        self.service_url = "/service"
        #: The service's own address, split; set by the server that forwards to it.
        self.service = None
        self._document = None
        self._methods = {
            "hello": self._hello,
            "secret.get": lambda params, request: keys.state(),
            "secret.set": lambda params, request: keys.set(params["key"]),
            "secret.test": lambda params, request: {"verdict": test_key(self.service, params["key"])},
            "secret.clear": lambda params, request: keys.clear(),
            "settings.get": lambda params, request: settings.read(),
            "settings.set": self._settings_set,
            "document.georeference.get": self._georeference_get,
            "document.georeference.set": self._georeference_set,
            "handoff.begin": lambda params, request: self.handoffs.begin(params, request.session),
            "handoff.chunk": self._chunk,
            "handoff.commit": self._commit,
            "handoff.abort": self._abort,
        }
        if host.can_read_selection:
            self._methods["selection.boundary"] = self._selection_boundary

    def answer(self, method, params, request):
        """The result of one message; raises what becomes its `err`."""
        if method not in self._methods:
            raise ContextileError("unknown-message", 'This host does not know the message "%s".' % method[:64])
        if method == "hello" and isinstance(params, dict):
            # Before the shape: a panel of another version may well greet in another way.
            self._check_protocol(params.get("protocol"))
        check_params(method, params)
        try:
            return self._methods[method](params, request)
        except ContextileError:
            raise
        except Exception as thrown:
            raise to_contextile_error(thrown) from thrown

    def _hello(self, params, request):
        self.handoffs.release(request.session)
        return self.profile(request)

    def _check_protocol(self, theirs):
        if _is_integer(theirs) and theirs != PROTOCOL_VERSION:
            said = (theirs, self.host.name, PROTOCOL_VERSION)
            raise ContextileError("protocol-version", "The panel speaks version %d of the bridge, %s speaks %d." % said)

    def profile(self, request):
        # While an insert runs the main thread cannot be asked; what it said last is still true enough to show.
        if self._document is None or self.main.running is None:
            self._document = self.main.call("asking for the document", self.host.document, request.is_cancelled)
        host = self.host
        return {
            "protocol": PROTOCOL_VERSION,
            "name": host.name,
            "version": host.version,
            **self._document,
            "upAxis": host.up_axis,
            "formats": list(host.formats),
            "maxChunkBytes": MAX_CHUNK_BYTES if self.bulk_url else 1_000_000,
            "bulkUrl": self.bulk_url,
            "serviceUrl": self.service_url,
            "serviceOrigin": service_origin(self.service),
            "canStoreKey": True,
            "maxPerFeature": host.max_per_feature,
            "canGeoreference": host.can_georeference,
            "canReadSelection": host.can_read_selection,
            "secret": self.keys.state(),
        }

    def _settings_set(self, params, request):
        self.settings.write(params)
        return {}

    def _georeference_get(self, params, request):
        found = self.main.call("reading the georeference", self.host.georeference_get, request.is_cancelled)
        return {"georeference": found}

    def _georeference_set(self, params, request):
        store = lambda: self.host.georeference_set(params)  # noqa: E731
        self.main.call("storing the georeference", store, request.is_cancelled)
        return {}

    def _selection_boundary(self, params, request):
        def read():
            return (*self.host.selection_outlines(), self.host.georeference_get())

        try:
            name, outlines, georeference = self.main.call("reading the selection", read, request.is_cancelled)
            corners, others = choose_outline(outlines)
        except NoOutline as none:
            return {"found": False, "fault": none.fault}
        if georeference is None:
            return {"found": False, "fault": "not-georeferenced"}
        found = {"name": plain_name(name, ""), "corners": corners, "others": others}
        return {"found": True, "georeference": georeference, **found}

    def _chunk(self, params, request):
        try:
            data = base64.b64decode(params["base64"], validate=True)
        except binascii.Error:
            raise ContextileError("bad-message", "The chunk is not base64.") from None
        return self.handoffs.chunk(params["handoffId"], params["seq"], params["sha256"], data)

    def _abort(self, params, request):
        self.handoffs.abort(params["handoffId"])
        return {}

    def _commit(self, params, request):
        return self.handoffs.commit(
            params["handoffId"], lambda header, payload: self._insert(header, payload, request)
        )

    def _insert(self, header, payload, request):
        def is_cancelled():
            return request.is_cancelled() or self.handoffs.is_aborted(header["handoffId"])

        request.progress("Reading the model", None)
        prepared = self.host.prepare(header, payload)
        if is_cancelled():
            raise cancelled()
        request.progress("Waiting for %s" % self.host.name, None)

        def run():
            try:
                return self.host.insert(prepared, header, request.progress, is_cancelled)
            except ContextileError:
                raise
            except Exception as thrown:
                if isinstance(thrown, OSError) and thrown.errno == 28:
                    raise to_contextile_error(thrown) from thrown
                said = (self.host.name, type(thrown).__name__, thrown)
                raise ContextileError("host-failed", "%s could not insert the model: %s: %s" % said) from thrown

        receipt = self.main.call("inserting a model", run, is_cancelled)
        return {"handoffId": header["handoffId"], **receipt}


# ------------------------------------------------------------------------------------------------- outlines


def choose_outline(outlines):
    """The largest of closed outlines: its corners without a repeated last one, and how many others there were."""
    best = max(outlines, key=lambda corners: abs(outline_area(corners)), default=None)
    if best is None:
        raise NoOutline("no-outline")
    corners = [[float(x), float(y)] for x, y in best]
    while len(corners) > 1 and math.dist(corners[0], corners[-1]) < SAME_POINT_M:
        corners.pop()
    if len(corners) > MAX_BOUNDARY_CORNERS:
        raise NoOutline("too-many-corners")
    # A wall seen from above is a line.
    if len(corners) < 3 or abs(outline_area(corners)) < SAME_POINT_M:
        raise NoOutline("no-outline")
    return corners, len(outlines) - 1


def outline_area(corners):
    """Signed plan area, counter-clockwise positive; the last corner is joined to the first."""
    turned = [*corners[1:], *corners[:1]]
    return sum(x * v - u * y for (x, y), (u, v) in zip(corners, turned)) / 2


def chain_edges(edges):
    """Edges (pairs of vertex numbers, each once) to closed rings of vertex numbers. Raises `not-closed` where an end is
    open, `no-outline` where three or more meet."""
    neighbours = {}
    for a, b in edges:
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    if any(len(ends) == 1 for ends in neighbours.values()):
        raise NoOutline("not-closed")
    if any(len(ends) != 2 for ends in neighbours.values()):
        raise NoOutline("no-outline")
    rings, seen = [], set()
    for start in neighbours:
        if start in seen:
            continue
        ring, before, here = [], None, start
        while here not in seen:
            seen.add(here)
            ring.append(here)
            one, other = neighbours[here]
            before, here = here, other if one == before else one
        rings.append(ring)
    return rings


def weld(corners, runs):
    """Faces or edges (tuples of vertex numbers) with vertices in the very same place made one: imported meshes share
    none. What shrinks to a point goes, and of equal edges one stays. `corners` are (number, place)."""
    first = {}
    same = {number: first.setdefault(place, number) for number, place in corners}
    welded = []
    for run in runs:
        numbers = [same[number] for number in run]
        kept = tuple(n for n, before in zip(numbers, numbers[-1:] + numbers[:-1]) if n != before)
        if len(kept) > 2 or len(kept) == len(run) == 2:
            welded.append(tuple(sorted(kept)) if len(kept) == 2 else kept)
    return list(dict.fromkeys(welded))


def mesh_border(faces):
    """Edges that belong to one face only. `faces` are tuples of vertex numbers."""
    count = {}
    for face in faces:
        for a, b in zip(face, (*face[1:], face[0])):
            edge = (a, b) if a < b else (b, a)
            count[edge] = count.get(edge, 0) + 1
    return [edge for edge, faces_there in count.items() if faces_there == 1]


# ------------------------------------------------------------------------------------------------- sessions


class Session:
    """One page. Messages in by `receive`; messages out to `sink(text)`, or kept, numbered, for an event stream."""

    KEPT_ANSWERS = 64
    KEPT_EVENTS = 1000
    MOST_EVENTS = 4000

    def __init__(self, endpoint, sink=None):
        self.token = secrets.token_urlsafe(32)
        self._endpoint, self._sink = endpoint, sink
        self._lock = threading.Lock()
        self._running = {}
        self._answers = OrderedDict()
        self.news = threading.Condition()
        self.events = deque()
        self.last_number = 0
        self.told = 0
        self.stream = 0
        self.streaming = False

    def receive(self, text):
        """Takes one envelope. Raises `bad-message` for what is none; all else is answered by messages."""
        envelope = parse_envelope(text)
        if envelope["kind"] == "cancel":
            with self._lock:
                request = self._running.get(envelope["id"])
            if request is not None:
                request.cancelled.set()
        elif envelope["kind"] == "req":
            self._start(envelope)

    def is_present(self):
        """Whether the page is there: what a page that is gone has begun may be dropped."""
        return self._sink is not None or self.streaming

    def send(self, message):
        """Sends one envelope (a dict) to the page."""
        text = json.dumps({"v": 1, **message})
        if self._sink is not None:
            self._sink(text)
            return
        with self.news:
            self.last_number += 1
            self.events.append((self.last_number, text))
            while len(self.events) > self.KEPT_EVENTS:
                if self.events[0][0] > self.told and len(self.events) <= self.MOST_EVENTS:
                    break
                self.events.popleft()
            self.news.notify_all()

    def event(self, name, data):
        self.send({"kind": "evt", "event": name, "data": data})

    def _start(self, envelope):
        with self._lock:
            again = self._answers.get(envelope["id"])
            if again is None:
                if envelope["id"] in self._running:
                    return
                request = self._running[envelope["id"]] = _Request(self, envelope["id"])
        if again is not None:
            self.send(again)
            return
        work = threading.Thread(target=self._work, args=(envelope, request), daemon=True)
        work.start()

    def _work(self, envelope, request):
        said = {"id": envelope["id"]}
        try:
            result = self._endpoint.answer(envelope["method"], envelope["params"], request)
            message = {"kind": "res", **said, "ok": True, "result": result}
        except Exception as thrown:  # every request is answered
            message = {"kind": "err", **said, "ok": False, "error": to_contextile_error(thrown).wire()}
        with self._lock:
            self._answers[envelope["id"]] = message
            while len(self._answers) > self.KEPT_ANSWERS:
                self._answers.popitem(last=False)
            del self._running[envelope["id"]]
        self.send(message)


class _Request:
    """One running request: its cancel flag and its progress, at most ten a second."""

    def __init__(self, session, request_id):
        self.session, self._id = session, request_id
        self.cancelled = threading.Event()
        self._last = (None, 0.0)

    def is_cancelled(self):
        return self.cancelled.is_set()

    def progress(self, phase, fraction):
        now = time.monotonic()
        if phase == self._last[0] and now - self._last[1] < 0.1:
            return
        self._last = (phase, now)
        part = None if fraction is None else min(1.0, max(0.0, float(fraction)))
        self.session.event("progress", {"id": self._id, "phase": phase, "fraction": part})


def parse_envelope(text):
    """One JSON text to a checked envelope. What parses to a string is parsed once more: some hosts quote twice."""
    value = parse_json(text)
    if isinstance(value, str):
        value = parse_json(value)
    wanted = {"req": {"v", "kind", "id", "method", "params"}, "cancel": {"v", "kind", "id"}}
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in ("req", "cancel", "res", "err", "evt"):
        raise ContextileError("bad-message", "This is not a bridge message.")
    if value.get("v") != 1 or isinstance(value.get("v"), bool):
        raise ContextileError("protocol-version", "The message is of another version than 1.", status=400)
    if kind in wanted:
        named = isinstance(value.get("id"), str) and 1 <= len(value["id"]) <= 64
        if not named or not set(value) <= wanted[kind]:
            raise ContextileError("bad-message", "This is not a bridge message.")
    if kind == "req" and not (isinstance(value.get("method"), str) and len(value["method"]) <= 64):
        raise ContextileError("bad-message", "The message has no method.")
    value.setdefault("params", None)
    return value


def parse_json(text):
    def refuse(constant):
        raise ValueError(constant)

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise ContextileError("bad-message", "The message is not JSON.") from None


def _is_integer(value, low=0, high=1 << 53):
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_number(low=-1e12, high=1e12):
    return lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high


def _is_text(low=0, high=1 << 20):
    return lambda value: isinstance(value, str) and low <= len(value) <= high


def _is_sha256(value):
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def _list_of(check, length=None):
    return lambda value: (
        isinstance(value, list) and (length is None or len(value) == length) and all(check(item) for item in value)
    )


def _record(fields, optional=()):
    def check(value):
        if not isinstance(value, dict) or not set(value) <= set(fields):
            return False
        return all(ok(value[name]) if name in value else name in optional for name, ok in fields.items())

    return check


_GEOREFERENCE = _record(
    {
        "originLonDeg": _is_number(-180, 180),
        "originLatDeg": _is_number(-90, 90),
        "originHeightM": _is_number(),
        "crs": lambda value: value in ("local", "EPSG:3857", "UTM"),
        "epsg": _is_integer,
    },
    optional=("epsg",),
)
_HANDOFF_ID = _record({"handoffId": _is_text()})
_PARAMS = {
    "hello": _record({"protocol": _is_integer, "panelVersion": _is_text(), "userAgent": _is_text()}),
    "secret.get": _record({}),
    "secret.set": _record({"key": _is_text(1, 4096)}),
    "secret.test": _record({"key": _is_text(1, 4096)}),
    "secret.clear": _record({}),
    "settings.get": _record({}),
    "settings.set": lambda value: isinstance(value, dict),
    "document.georeference.get": _record({}),
    "document.georeference.set": _GEOREFERENCE,
    "selection.boundary": _record({}),
    "handoff.begin": _record(
        {
            "handoffId": _is_text(8, 64),
            "format": lambda value: value in ("scene", "3dm", "glb"),
            "totalBytes": lambda value: _is_integer(value, 1),
            "totalChunks": lambda value: _is_integer(value, 1),
            "sha256": _is_sha256,
            "replaceKey": _is_text(1, 128),
            "name": _is_text(1, 200),
            "georeference": _GEOREFERENCE,
            "offsetM": _list_of(_is_number(), 3),
            "perFeature": lambda value: isinstance(value, bool),
            "attribution": _list_of(_is_text()),
        }
    ),
    "handoff.chunk": _record(
        {"handoffId": _is_text(), "seq": _is_integer, "sha256": _is_sha256, "base64": _is_text(0, MAX_BULK_BYTES)}
    ),
    "handoff.commit": _HANDOFF_ID,
    "handoff.abort": _HANDOFF_ID,
}


def check_params(method, params):
    """Raises `bad-message` unless `params` fits the protocol (shared/bridge/protocol.ts)."""
    try:
        fits = _PARAMS[method](params)
    except (TypeError, ValueError, OverflowError):
        fits = False
    if not fits:
        raise ContextileError("bad-message", 'The message "%s" has wrong parameters.' % method)


# --------------------------------------------------------------------------------------------------- server

_MIME = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "map": "application/json; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "webmanifest": "application/manifest+json; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "jpg": "image/jpeg",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
    "wasm": "application/wasm",
    "glb": "model/gltf-binary",
    "pbf": "application/x-protobuf",
}
_CSP = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "object-src 'none'; frame-ancestors 'none'"
)
_SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}
_ROUTES = {"/pair": "POST", "/bridge": "POST", "/bridge/bulk": "POST", "/bridge/events": "GET"}
_SERVICE_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_SERVICE_REQUEST_HEADERS = ("content-type", "accept", "accept-encoding", "idempotency-key")
_SERVICE_ANSWER_HEADERS = ("content-type", "content-length", "content-encoding", "retry-after")
_HEARTBEAT_S = 10
_MOST_SESSIONS = 16


class LoopbackServer:
    """Serves the panel folder, the bridge and the service proxy on 127.0.0.1 (docs/loopback-protocol.md).

    `service_url` is the service's base address, from the host's own preferences and never from the page: the key
    goes there and nowhere else. A busy `port` gives the next free one.
    """

    def __init__(self, endpoint, panel_folder, service_url, port=0):
        self.endpoint = endpoint
        self.panel_folder = os.path.realpath(panel_folder)
        self.service = endpoint.service = check_service_url(service_url)
        self.token = secrets.token_urlsafe(32)
        self._sessions = OrderedDict()
        self._lock = threading.Lock()
        self.closed = threading.Event()
        self._http = _bind(port, self)
        self.port = self._http.server_address[1]
        self._thread = None
        self._announcement = None
        endpoint.bulk_url = "/bridge/bulk"

    @property
    def url(self):
        """The address to open. The fragment pairs the page and never travels."""
        return "http://127.0.0.1:%d/#t=%s" % (self.port, self.token)

    def start(self):
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True)
        self._thread.start()
        self._announcement = _announce(self.port, self.token)
        return self

    def stop(self):
        """Says `closing` to every page, ends the streams and frees the port. Harmless when repeated."""
        if self.closed.is_set():
            return
        self.broadcast("closing", {})
        self.closed.set()
        _withdraw(self._announcement)
        for session in self._all():
            with session.news:
                session.news.notify_all()
        # A moment for the streams to say so: the program may end right after this.
        until = time.monotonic() + 1
        while self.pages and time.monotonic() < until:
            time.sleep(0.01)
        self.endpoint.main.close()
        if self._thread is not None:
            self._http.shutdown()
        self._http.server_close()

    def broadcast(self, name, data):
        """One event to every page: `theme`, `document-changed`, `closing`."""
        for session in self._all():
            session.event(name, data)

    @property
    def pages(self):
        """How many pages listen now."""
        return sum(1 for session in self._all() if session.streaming)

    def pair(self, token):
        """A new session for the right token, else None."""
        if not hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode()):
            return None
        session = Session(self.endpoint)
        with self._lock:
            if len(self._sessions) >= _MOST_SESSIONS:
                idle = [key for key, known in self._sessions.items() if not known.streaming]
                self._sessions.pop((idle or list(self._sessions))[0])
            self._sessions[session.token] = session
        return session

    def session(self, token):
        """The session of that token, or None. Every known one is compared, so that time tells nothing."""
        given, found = token.encode("utf-8", "replace"), None
        with self._lock:
            for key, session in self._sessions.items():
                if hmac.compare_digest(given, key.encode()):
                    found = session
            if found is not None:
                self._sessions.move_to_end(found.token)
        return found

    def _all(self):
        with self._lock:
            return list(self._sessions.values())


def config_folder():
    """Where this user's settings live; the same folder as the Node companion's."""
    if os.environ.get("CONTEXTILE_CONFIG_DIR"):
        return os.environ["CONTEXTILE_CONFIG_DIR"]
    if sys.platform == "win32" and os.environ.get("APPDATA"):
        return os.path.join(os.environ["APPDATA"], "Contextile")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Application Support/Contextile")
    return os.path.join(os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config"), "contextile")


def _announce(port, token):
    """Leaves the file by which agents of this user find the host; None where the folder cannot be written."""
    folder = os.path.join(config_folder(), "hosts")
    path = os.path.join(folder, "%d-%d.json" % (os.getpid(), port))
    body = {"v": 1, "pid": os.getpid(), "url": "http://127.0.0.1:%d" % port, "token": token}
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(body, file)
    except OSError:
        return None
    return path


def _withdraw(path):
    try:
        if path is not None:
            os.remove(path)
    except OSError:
        pass


def check_service_url(text):
    """Splits the service's address. Plain http only to this machine: the key must not cross a network in the clear."""
    parts = urllib.parse.urlsplit(text.strip())
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ContextileError("internal", "The service address is not a plain http or https address.")
    if parts.scheme == "http" and not local:
        raise ContextileError("internal", "The service address must be https, except on this machine.")
    return parts


def service_origin(service):
    """The address without user, query and fragment: which service this is (shared/bridge/protocol.ts)."""
    return "" if service is None else "%s://%s%s" % (service.scheme, service.netloc.lower(), service.path.rstrip("/"))


def open_service(service, timeout_s):
    """A connection to the service, not yet connected."""
    if service.scheme == "https":
        return http.client.HTTPSConnection(service.hostname, service.port, timeout=timeout_s, context=_tls_context())
    return http.client.HTTPConnection(service.hostname, service.port, timeout=timeout_s)


KEY_TEST_S = 20
_KEY_VERDICTS = {401: "refused", 403: "refused", 404: "no-account", 405: "no-account", 501: "no-account"}


def test_key(service, text):
    """What the service says of a key that is not stored. Nothing is kept; no redirect is followed."""
    key = check_key(text)
    if service is None:
        return "unreachable"
    connection = open_service(service, KEY_TEST_S)
    try:
        said = {"authorization": "Bearer " + key, "accept": "application/json", "connection": "close"}
        connection.request("GET", service.path.rstrip("/") + "/v1/account", headers=said)
        status = connection.getresponse().status
    except (OSError, ValueError, http.client.HTTPException):
        return "unreachable"
    finally:
        connection.close()
    return "accepted" if 200 <= status < 300 else _KEY_VERDICTS.get(status, "unreachable")


def _bind(port, owner):
    for candidate in (*range(port, min(port + 20, 65536)), 0) if port else (0,):
        try:
            return _Http(("127.0.0.1", candidate), owner)
        except OSError:
            continue
    raise ContextileError("internal", "No free port was found on this machine.")


class _Http(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    # On Windows, reuse would let another program listen on the same port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, address, owner):
        self.owner = owner
        super().__init__(address, _Handler)

    def server_bind(self):
        # Not HTTPServer's: that one asks the resolver for a name, which can take seconds.
        http.server.socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def service_actions(self):
        self.owner.endpoint.handoffs.expire()

    def handle_error(self, request, client_address):
        """A page that goes away in mid-answer is no error worth a traceback in the user's console."""


def _is_gone(connection, wait_s=0.0):
    """Whether the other end has closed. Waits for at most `wait_s` for that to happen."""
    try:
        readable = select.select([connection], [], [], wait_s)[0]
        return bool(readable) and not connection.recv(1, socket.MSG_PEEK)
    except (OSError, ValueError):
        return True


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Contextile"
    sys_version = ""
    timeout = 660

    def log_message(self, *args):
        """Silent: request lines belong in no log."""

    def _route(self):
        self._body_left = None
        try:
            self._check_origin()
            self._dispatch()
        except ContextileError as refused:
            self._refuse(refused)
        except (BrokenPipeError, ConnectionError, socket.timeout):
            self.close_connection = True
        except Exception as thrown:
            self._refuse(to_contextile_error(thrown))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _route

    def _check_origin(self):
        own = ["%s:%d" % (name, self.server.owner.port) for name in ("127.0.0.1", "localhost")]
        hosts, origins = self.headers.get_all("host") or [], self.headers.get_all("origin") or []
        if len(hosts) != 1 or hosts[0] not in own:
            raise ContextileError("bad-message", "This address belongs to the panel alone.", status=403)
        if origins and (len(origins) != 1 or origins[0] not in ["http://" + name for name in own]):
            raise ContextileError("bad-message", "This page may not talk to the panel's host.", status=403)

    def _dispatch(self):
        path, _, query = self.path.partition("?")
        service = path.startswith("/service/")
        if self.command == "OPTIONS":
            raise self._wrong_method()
        if not service and path not in _ROUTES:
            self._static(path)
            return
        session = None if path == "/pair" else self._session()
        if self.command not in (_SERVICE_METHODS if service else (_ROUTES[path],)):
            raise self._wrong_method()
        if service:
            _Proxy(self).forward(path[len("/service/") :], query)
        elif path == "/pair":
            self._pair()
        elif path == "/bridge":
            session.receive(self._body("application/json", MAX_MESSAGE_BYTES))
            self._json({"accepted": True})
        elif path == "/bridge/bulk":
            self._bulk(query)
        else:
            self._events(session)

    def _wrong_method(self):
        return ContextileError("bad-message", "This method does not fit the path.", status=405)

    def _session(self):
        given = self.headers.get_all("x-contextile-token") or [""]
        session = self.server.owner.session(given[0]) if len(given) == 1 else None
        if session is None:
            raise ContextileError("host-gone", "The panel is not paired with this host any more.")
        return session

    def _pair(self):
        said = parse_json(self._body("application/json", MAX_PAIR_BYTES))
        token = said.get("token") if isinstance(said, dict) else None
        if not isinstance(token, str):
            raise ContextileError("bad-message", "The pairing token is missing.")
        session = self.server.owner.pair(token)
        if session is None:
            raise ContextileError("host-gone", "The pairing token is wrong; open the panel from the CAD program.")
        self._json({"session": session.token})

    def _bulk(self, query):
        fields = urllib.parse.parse_qs(query)
        handoff_id, seq = fields.get("handoff", [""])[0], fields.get("seq", [""])[0]
        sha256 = self.headers.get("x-contextile-sha256", "")
        data = self._bytes("application/octet-stream", MAX_BULK_BYTES)
        if not handoff_id or not re.fullmatch("[0-9]{1,9}", seq) or not _is_sha256(sha256):
            raise ContextileError("bad-message", "The chunk lacks its hand-over, number or hash.")
        self._json(self.server.owner.endpoint.handoffs.chunk(handoff_id, int(seq), sha256, data))

    def _events(self, session):
        last = self.headers.get("last-event-id", "0")
        if not re.fullmatch("[0-9]{1,15}", last):
            raise ContextileError("bad-message", "The last event's number is no number.")
        with session.news:
            oldest = session.events[0][0] if session.events else session.last_number + 1
            if not oldest - 1 <= int(last) <= session.last_number:
                raise ContextileError("host-gone", "The events after this number are gone.", status=410)
            session.told = max(session.told, int(last))
            session.stream += 1
            mine, session.streaming = session.stream, True
            session.news.notify_all()
        self._start_answer(200, {"content-type": "text/event-stream; charset=utf-8", "connection": "close"})
        try:
            self._stream_events(session, mine, int(last))
        finally:
            with session.news:
                session.streaming = session.streaming and session.stream != mine

    def _stream_events(self, session, mine, last):
        self.wfile.write(b": open\n\n")
        closed, beaten = self.server.owner.closed, time.monotonic()
        while True:
            with session.news:
                # Short waits: whether the page is still there can only be seen by looking.
                session.news.wait_for(
                    lambda: session.stream != mine or session.last_number > last or closed.is_set(), timeout=0.25
                )
                if session.stream != mine:
                    return
                ready = [event for event in session.events if event[0] > last]
            for number, text in ready:
                self.wfile.write(("id: %d\ndata: %s\n\n" % (number, text)).encode("ascii"))
                last = number
            if closed.is_set() or _is_gone(self.connection):
                return
            if ready:
                beaten = time.monotonic()
            elif time.monotonic() - beaten > _HEARTBEAT_S:
                self.wfile.write(b": beat\n\n")
                beaten = time.monotonic()

    def _static(self, path):
        if self.command not in ("GET", "HEAD"):
            raise self._wrong_method()
        file = self._find(urllib.parse.unquote(path, errors="replace"))
        ending = file.rsplit(".", 1)[-1].lower()
        with open(file, "rb") as source:
            headers = {
                "content-type": _MIME.get(ending, "application/octet-stream"),
                "content-length": str(os.fstat(source.fileno()).st_size),
                "content-security-policy": _CSP,
                "cache-control": "no-cache",
            }
            self._start_answer(200, headers)
            while self.command == "GET":
                part = source.read(1 << 16)
                if not part:
                    return
                self.wfile.write(part)

    def _find(self, path):
        segments = [name for name in path.split("/") if name] or ["index.html"]
        missing = ContextileError("bad-message", "There is no such file.", status=404)
        if any(name.startswith(".") or "\\" in name or "\0" in name or ":" in name for name in segments):
            raise missing
        folder = self.server.owner.panel_folder
        file = os.path.realpath(os.path.join(folder, *segments))
        if not file.startswith(folder + os.sep) or not os.path.isfile(file):
            raise missing
        return file

    def _body(self, content_type, most):
        try:
            return self._bytes(content_type, most).decode("utf-8")
        except UnicodeDecodeError:
            raise ContextileError("bad-message", "The message is not UTF-8.") from None

    def _bytes(self, content_type, most):
        if (self.headers.get("content-type") or "").split(";")[0].strip().lower() != content_type:
            raise ContextileError("bad-message", "The content type must be %s." % content_type, status=415)
        length = self.headers.get("content-length", "")
        if self.headers.get("transfer-encoding") or not re.fullmatch("[0-9]{1,15}", length):
            raise ContextileError("bad-message", "The length of the message is missing.")
        if int(length) > most:
            raise ContextileError("too-big", "The message is over %d bytes." % most)
        data = self.rfile.read(int(length))
        if len(data) != int(length):
            raise ConnectionError("cut")
        self._body_left = 0
        return data

    def _json(self, value):
        body = json.dumps(value).encode("ascii")
        self._start_answer(200, {"content-type": "application/json; charset=utf-8", "content-length": str(len(body))})
        self.wfile.write(body)

    def _refuse(self, refused):
        body = json.dumps({"error": refused.wire()}).encode("ascii")
        headers = {
            "content-type": "application/json; charset=utf-8",
            "content-length": str(len(body)),
            "contextile-from": "host",
        }
        has_body = self.headers.get("content-length", "0") != "0" or "transfer-encoding" in self.headers
        unread = has_body and self._body_left != 0
        if unread:
            headers["connection"] = "close"
        try:
            self._start_answer(refused.status, headers)
            if self.command != "HEAD":
                self.wfile.write(body)
            if unread:
                self._linger()
        except OSError:
            self.close_connection = True

    def _linger(self):
        """Closing on unread bytes resets the connection and can take the answer with it: let the sender finish."""
        self.connection.shutdown(socket.SHUT_WR)
        until = time.monotonic() + 2
        self.connection.settimeout(0.5)
        while time.monotonic() < until and self.connection.recv(1 << 16):
            pass

    def _start_answer(self, status, headers):
        self.send_response(status)
        for name, value in {**_SAFE, "cache-control": "no-store", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def send_error(self, code, message=None, explain=None):
        """Requests that http.server itself refuses are answered in the same form."""
        self.close_connection = True
        self._body_left, self.headers = 0, getattr(self, "headers", {})
        self.command = getattr(self, "command", None) or "GET"
        self.request_version = "HTTP/1.1"
        said = "This is not a request the panel's host understands."
        self._refuse(ContextileError("bad-message", said, status=405 if code == 501 else code))


class _Proxy:
    """Forwards one request to the service with the key added; both bodies stream."""

    CONNECT_S = 20
    SILENCE_S = 900

    def __init__(self, handler):
        self._handler = handler
        self._owner = handler.server.owner
        self._upstream = None
        self._gone = threading.Event()
        self._done = threading.Event()

    def forward(self, path, query):
        target = self._target(path, query)
        body = self._request_body()
        connection = self._connect()
        watcher = None
        try:
            self._send(connection, target, body)
            watcher = threading.Thread(target=self._watch, daemon=True)
            watcher.start()
            self._answer(self._begin_of_answer(connection))
        finally:
            self._done.set()
            connection.close()

    def _target(self, path, query):
        segments = urllib.parse.unquote(path, errors="replace").split("/")
        bad = any(name in ("", ".", "..") or "\\" in name or "\0" in name for name in segments)
        if bad or not path.startswith("v1/") or not (path + query).isascii():
            raise ContextileError("bad-message", "This is no path of the service.")
        return self._owner.service.path.rstrip("/") + "/" + path + ("?" + query if query else "")

    def _request_body(self):
        headers = self._handler.headers
        length, coding = headers.get_all("content-length"), headers.get("transfer-encoding")
        if coding and (length or coding.strip().lower() != "chunked"):
            raise ContextileError("bad-message", "The length of the request is not clear.")
        if coding:
            return "chunked"
        if length and (len(length) != 1 or not re.fullmatch("[0-9]{1,15}", length[0])):
            raise ContextileError("bad-message", "The length of the request is not clear.")
        return int(length[0]) if length else None

    def _connect(self):
        connection = open_service(self._owner.service, self.CONNECT_S)
        try:
            connection.connect()
        except ssl.SSLCertVerificationError:
            raise self._down("shows a certificate that this machine does not trust", "no") from None
        except OSError as thrown:
            raise self._down("cannot be reached (%s)" % type(thrown).__name__, "no") from None
        self._upstream = connection.sock
        self._upstream.settimeout(self.SILENCE_S)
        return connection

    def _send(self, connection, target, body):
        handler = self._handler
        try:
            connection.putrequest(handler.command, target, skip_accept_encoding=True)
            for name, value in handler.headers.items():
                if name.lower() in _SERVICE_REQUEST_HEADERS or name.lower().startswith("contextile-"):
                    connection.putheader(name, value)
            if body is not None:
                chunked = body == "chunked"
                connection.putheader("transfer-encoding" if chunked else "content-length", str(body))
            key = self._owner.endpoint.keys.key()
            if key:
                connection.putheader("authorization", "Bearer " + key)
            connection.putheader("connection", "close")
            connection.endheaders()
        except (OSError, ValueError, http.client.HTTPException):
            raise self._down("cannot be reached", "no") from None
        for part in self._body_parts(body):
            try:
                connection.send(part)
            except OSError:
                break  # A service may answer before it has read all; its answer is read next.
        handler._body_left = 0

    def _body_parts(self, body):
        source = self._handler.rfile
        if body == "chunked":
            yield from self._chunked_parts(source)
            return
        left = body or 0
        while left:
            part = source.read1(min(left, 1 << 16))
            if not part:
                raise ConnectionError("cut")
            left -= len(part)
            yield part

    def _chunked_parts(self, source):
        """Checks the framing while passing it on as it came, trailers left out."""
        while True:
            head = source.readline(64)
            size = re.fullmatch(rb"([0-9a-fA-F]{1,8})(;[^\r\n]*)?\r\n", head)
            if not size:
                raise ConnectionError("cut")
            left = int(size.group(1), 16)
            if not left:
                while source.readline(1 << 16) not in (b"\r\n", b"\n", b""):
                    pass
                yield b"0\r\n\r\n"
                return
            data = source.read(left)
            if len(data) != left or source.read(2) != b"\r\n":
                raise ConnectionError("cut")
            yield b"%x\r\n%s\r\n" % (left, data)

    def _begin_of_answer(self, connection):
        try:
            answer = connection.getresponse()
        except (OSError, ValueError, http.client.HTTPException):
            if self._gone.is_set():
                raise ConnectionError("page gone") from None
            charged = "unknown" if self._handler.command == "POST" else "no"
            raise self._down("ended the connection before it answered", charged) from None
        if 300 <= answer.status < 400 and answer.status != 304:
            raise self._down("answered with a redirect, which is not followed", "no")
        return answer

    def _answer(self, answer):
        handler = self._handler
        headers = {}
        for name, value in answer.getheaders():
            low = name.lower()
            if low in _SERVICE_ANSWER_HEADERS or (low.startswith("contextile-") and low != "contextile-from"):
                headers[low] = value
        empty = handler.command == "HEAD" or answer.status in (204, 304)
        chunked = not empty and "content-length" not in headers
        if chunked and handler.request_version == "HTTP/1.1":
            headers["transfer-encoding"] = "chunked"
        elif chunked:
            headers["connection"] = "close"
        handler._start_answer(answer.status, headers)
        if not empty:
            self._stream(answer, chunked and handler.request_version == "HTTP/1.1")

    def _stream(self, answer, chunked):
        handler = self._handler
        try:
            while True:
                part = answer.read1(1 << 16)
                if not part:
                    break
                handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part) if chunked else part)
            if answer.length:
                raise ConnectionError("the service cut its answer")
            if chunked:
                handler.wfile.write(b"0\r\n\r\n")
        except (OSError, ValueError, http.client.HTTPException):
            # Broken, not ended: without its last chunk or its full length the page sees that the answer is not whole.
            handler.close_connection = True
            if handler.request_version != "HTTP/1.1":
                handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _watch(self):
        """The page ending its request ends the one to the service, even while the service says nothing."""
        page = self._handler.connection
        while not self._done.wait(0.05):
            if not _is_gone(page, 0.2):
                continue
            if self._done.is_set():
                return
            self._gone.set()
            try:
                self._upstream.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            return

    def _down(self, what, charged):
        return ContextileError("service-down", "The service %s." % what, charged)


def _tls_context():
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        # Some bundled Pythons come without root certificates but with certifi.
        try:
            import certifi

            context.load_verify_locations(certifi.where())
        except ImportError:
            pass
    return context
