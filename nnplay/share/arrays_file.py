"""The trained network as `.npz`: arrays by name and the experiment as JSON text, without pickles.

Reading trusts nothing: names, shapes and sizes are looked at before anything is allocated.
"""

from __future__ import annotations

import io
import math
import re
import zipfile

import numpy as np

from nnplay.data.outside import FINITE, checked_numbers, printable, shown
from nnplay.engine.arrays import Array
from nnplay.engine.registry import check_number
from nnplay.share import document, scale
from nnplay.share.document import MAX_EPOCH, Document
from nnplay.share.learnt import Learnt

MAX_BYTES = 20_000_000
MAX_SETTINGS = 20_000_000  # bytes of the experiment's text
MAX_MEMBERS = 1000
ENTRY = b"PK\x01\x02"  # begins a member's entry in the directory of a ZIP archive
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others unpack as much as they like at once
# What NumPy writes. Its own reader evaluates a header as Python, and tries again in other ways where it is none.
HEADER = re.compile(rb"\{'descr': '([!-&(-~]{1,20})', 'fortran_order': (True|False), "
                    rb"'shape': \(([0-9, ]*)\),? *\} *\n")
KIND = re.compile(r"[<>|=]?([fiuU])[0-9]{1,9}")
MAX_HEADER = 1000  # bytes


def write(network: Learnt) -> bytes:
    """Return the file: W1, b1, W2, ..., `epoch`, and `experiment`, the bytes of its JSON document.

    Where the target is scaled, `target` is its mean and spread.
    """
    parts: dict[str, Array] = {}
    for number, (W, b) in enumerate(network.layers, start=1):
        parts[f"W{number}"] = W
        if network.experiment.bias:
            parts[f"b{number}"] = b
    if learnt := scale.scale_of(network.experiment):
        parts["target"] = np.array(learnt)
    file = io.BytesIO()
    text = np.frombuffer(document.write(network.experiment).encode(), np.uint8)
    np.savez_compressed(file, experiment=text, epoch=np.array(network.epoch), **parts)  # type: ignore[arg-type]
    return file.getvalue()


def read(content: bytes) -> Document:
    """Return what a file holds. Raises ValueError that says what is wrong with it."""
    if len(content) > MAX_BYTES:
        raise ValueError(f"the file has {len(content):,} bytes, and at most {MAX_BYTES:,} are read")
    if (members := content.count(ENTRY)) > MAX_MEMBERS:
        raise ValueError(f"the file has {members:,} members, and at most {MAX_MEMBERS} are read")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise ValueError(f"the file is no .npz archive, or it is damaged: {str(error)[:80]}") from None


def _read(archive: zipfile.ZipFile) -> Document:
    entries = archive.infolist()
    for entry in entries:
        if not entry.filename.endswith(".npy"):
            raise ValueError(f"the file holds {shown(entry.filename)}, which is no array (.npy)")
        if entry.compress_type not in PACKED:
            raise ValueError(f"{shown(entry.filename)} is packed in another way than NumPy's")
    sizes = {entry.filename.removesuffix(".npy"): entry.file_size for entry in entries}
    if len(sizes) != len(entries):
        raise ValueError("the file has two arrays of the same name")
    for name in ("experiment", "epoch"):
        if name not in sizes:
            raise ValueError(f"the file has no array {name!r}; it holds "
                             f"{', '.join(map(printable, sorted(sizes)))[:80] or 'nothing'}")
    text = _array(archive, "experiment", sizes["experiment"], MAX_SETTINGS, None, "uU")
    try:
        experiment = document.read(str(text) if text.dtype.kind == "U" else text.tobytes().decode()).experiment
    except UnicodeDecodeError:
        raise ValueError("array 'experiment' is no text in UTF-8") from None
    shapes: dict[str, tuple[int, ...]] = {}
    for number, (D, H) in enumerate(experiment.net.shapes, start=1):
        shapes[f"W{number}"] = (D, H)
        if experiment.bias:
            shapes[f"b{number}"] = (H,)
    known = {*shapes, "experiment", "epoch"}
    for name in sorted((sizes.keys() - {"target"}) ^ known):
        said = "is not part of" if name in sizes else "is missing for"
        raise ValueError(f"array {shown(name)} {said} a network of sizes {experiment.net.sizes}")
    epoch = _array(archive, "epoch", sizes["epoch"], 1000, (), "iu")
    epoch = check_number("epoch", int(epoch), 0, MAX_EPOCH, integer=True)
    parts = {name: checked_numbers(name, _array(archive, name, sizes[name], 8 * math.prod(shape) + 1000, shape, "f"),
                                   FINITE) for name, shape in shapes.items()}
    weights: list[tuple[Array, Array | None]] = [
        (parts[f"W{number}"], parts[f"b{number}"] if experiment.bias else None)
        for number in range(1, len(experiment.net.shapes) + 1)]
    learnt = None
    if "target" in sizes:
        learnt = scale.checked(_array(archive, "target", sizes["target"], 1000, (2,), "f").tolist())
    return Document(experiment, epoch, weights, scale.in_scale(experiment, *weights[-1], learnt))


def _array(archive: zipfile.ZipFile, name: str, size: int, most: int, shape: tuple[int, ...] | None,
           kinds: str) -> Array:
    """Return one array of a known shape (None: a line of any length) and kind of numbers."""
    if size > most:
        raise ValueError(f"array {name!r} takes {size:,} bytes, and at most {most:,} belong here")
    with archive.open(f"{name}.npy") as stream:
        content = stream.read(most + 1)
    written, found, by_columns, start = _header(name, content)
    known = KIND.fullmatch(written)
    fits = len(found) <= 1 if shape is None else found == shape
    if not fits or known is None or known[1] not in kinds:
        wanted = "be text" if shape is None else f"have shape {shape}"
        raise ValueError(f"array {name!r} must {wanted}, got {found} of {written}"[:200])
    try:
        kind = np.dtype(written)
    except (ValueError, TypeError):
        raise ValueError(f"array {name!r} holds {written}, which are no numbers") from None
    if kind.itemsize * math.prod(found) != len(content) - start:  # before anything of that size is allocated
        raise ValueError(f"array {name!r} does not hold the {math.prod(found):,} numbers that it says"[:200])
    numbers = np.frombuffer(content, kind, offset=start) if len(content) > start else np.zeros(0, kind)
    return numbers.reshape(found, order="F" if by_columns else "C")


def _header(name: str, content: bytes) -> tuple[str, tuple[int, ...], bool, int]:
    """Return what a header says: kind of numbers, shape, whether columns come first, and where numbers begin."""
    width = 2 if content[6:7] == b"\x01" else 4
    start = 8 + width + int.from_bytes(content[8:8 + width], "little")
    written = HEADER.fullmatch(content[8 + width:start]) if content[:6] == b"\x93NUMPY" and start < MAX_HEADER else None
    if written is None:
        raise ValueError(f"array {name!r} is damaged")
    kind, by_columns, sizes = (part.decode() for part in written.groups())
    try:
        return kind, tuple(int(size) for size in sizes.split(",") if size.strip()), by_columns == "True", start
    except ValueError:  # "3 4" is no number
        raise ValueError(f"array {name!r} is damaged") from None
