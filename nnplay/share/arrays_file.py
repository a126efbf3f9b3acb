"""The trained network as `.npz`: arrays by name and the experiment as JSON text, without pickles.

Reading trusts nothing: names, shapes and sizes are looked at before anything is allocated.
"""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.share import document, scale
from nnplay.share.document import Document
from nnplay.share.learnt import Learnt

MAX_BYTES = 20_000_000
MAX_SETTINGS = 20_000_000  # bytes of the experiment's text


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
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise ValueError(f"the file is no .npz archive, or it is damaged: {str(error)[:80]}") from None


def _read(archive: zipfile.ZipFile) -> Document:
    sizes = {entry.filename.removesuffix(".npy"): entry.file_size for entry in archive.infolist()}
    if len(sizes) != len(archive.infolist()):
        raise ValueError("the file has two arrays of the same name")
    for name in ("experiment", "epoch"):
        if name not in sizes:
            raise ValueError(f"the file has no array {name!r}; it holds {', '.join(sorted(sizes))[:80] or 'nothing'}")
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
        raise ValueError(f"array {name[:20]!r} {said} a network of sizes {experiment.net.sizes}")
    epoch = _array(archive, "epoch", sizes["epoch"], 1000, (), "iu")
    if epoch < 0:
        raise ValueError(f"epoch must be a whole number from 0, got {epoch}")
    parts = {name: _array(archive, name, sizes[name], 8 * int(np.prod(shape)) + 1000, shape, "f")
             for name, shape in shapes.items()}
    for name, values in parts.items():
        if not np.isfinite(values).all():
            raise ValueError(f"{name} must be finite numbers")
    weights: list[tuple[Array, Array | None]] = [
        (parts[f"W{number}"].astype(np.float64), parts[f"b{number}"].astype(np.float64) if experiment.bias else None)
        for number in range(1, len(experiment.net.shapes) + 1)]
    learnt = None
    if "target" in sizes:
        learnt = scale.checked(_array(archive, "target", sizes["target"], 1000, (2,), "f").tolist())
    return Document(experiment, int(epoch), weights, scale.in_scale(experiment, *weights[-1], learnt))


def _array(archive: zipfile.ZipFile, name: str, size: int, most: int, shape: tuple[int, ...] | None,
           kinds: str) -> Array:
    """Return one array of a known shape (None: any) and kind of numbers."""
    if size > most:
        raise ValueError(f"array {name!r} takes {size:,} bytes, and at most {most:,} belong here")
    with archive.open(f"{name}.npy") as stream:
        data = io.BytesIO(stream.read(most + 1))
    try:
        version = np.lib.format.read_magic(data)
        read_header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        found, _, dtype = read_header(data)
    except (ValueError, json.JSONDecodeError):
        raise ValueError(f"array {name!r} is damaged") from None
    if found != (found if shape is None else shape) or dtype.kind not in kinds or dtype.itemsize > most:
        wanted = "be text" if shape is None else f"have shape {shape}"
        raise ValueError(f"array {name!r} must {wanted}, got {found} of {dtype}"[:200])
    data.seek(0)
    try:
        return np.asarray(np.lib.format.read_array(data, allow_pickle=False))
    except ValueError:
        raise ValueError(f"array {name!r} is damaged") from None
