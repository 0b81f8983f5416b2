"""A program of its own: reads a stranger's file, writes a clean one, and may do nothing else.

Decoders meet hostile input here. The process has little memory and time, can write no file, and takes what
breaks it down with it. It knows neither the application nor its settings or keys: run by its path.

In: the file. Out: a line of JSON about it, then the preview's and the clean file's bytes.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import Any

MEMORY = 1 << 30  # bytes of address space
SECONDS = 15  # of processor time
PIXELS = {"JPEG": 120_000_000, "PNG": 30_000_000, "WEBP": 30_000_000}
SIDE_MAX = 20_000
SIDE_KEPT = 2_560  # a page of text stays readable
PREVIEW_SIDE = 320
PAGES_MAX, OBJECTS_MAX, DEPTH_MAX = 300, 200_000, 60
WANTED = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
SAVING: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 85, "optimize": True},
    "PNG": {"compress_level": 6},
    "WEBP": {"quality": 85, "method": 4},
}
# What a reader could run, open or send by itself; and what tells who made the file, on which device.
ACTIVE = frozenset(
    {
        "/OpenAction",
        "/AA",
        "/JS",
        "/JavaScript",
        "/EmbeddedFiles",
        "/EF",
        "/AF",
        "/XFA",
        "/RichMediaContent",
        "/RichMediaSettings",
        "/Rendition",
        "/Renditions",
        "/Movie",
        "/Sound",
        "/Collection",
        "/Requirements",
    }
)
TELLTALE = frozenset(("/Metadata", "/PieceInfo", "/LastModified", "/Perms", "/DSS"))
ACTED = frozenset(("/A", "/Next", "/PA"))
HARMLESS_ACTIONS = frozenset(("/GoTo", "/Named"))
HARMLESS_LINKS = ("http://", "https://", "mailto:", "tel:")
ACTIVE_NOTES = frozenset(("/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"))


class Refused(Exception):
    """The file is not taken; the text is a code."""


def main() -> None:
    """Clean what comes in."""
    _lock_in()
    content = sys.stdin.buffer.read()
    preview = clean = b""
    try:
        about, preview, clean = _clean(content)
    except Refused as error:
        about = {"refused": str(error)}
    except MemoryError:
        about = {"refused": "too_large_inside"}
    except Exception:  # noqa: BLE001 - whatever a decoder stumbles over, the file is not sound
        about = {"refused": "broken"}
    about |= {"preview": len(preview), "clean": len(clean)}
    sys.stdout.buffer.write(json.dumps(about).encode() + b"\n" + preview + clean)
    sys.stdout.buffer.flush()


def _lock_in() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(limit, (most, most))


def _clean(content: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    """Decide by content alone; a name or a promised type says nothing."""
    if content.startswith(b"%PDF-"):
        return _clean_pdf(content)
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or content[8:12] == b"WEBP":
        return _clean_image(content)
    raise Refused("unknown_type")


def _clean_image(content: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    from PIL import Image, ImageOps  # noqa: PLC0415 - a PDF does not need it

    Image.MAX_IMAGE_PIXELS = None  # the limits here are per format, and asked before anything is decoded
    with Image.open(io.BytesIO(content), formats=tuple(WANTED)) as opened:
        kind = str(opened.format)
        width, height = opened.size
        if width * height > PIXELS[kind] or max(width, height) > SIDE_MAX:
            raise Refused("too_large_inside")
        opened.draft("RGB", (SIDE_KEPT, SIDE_KEPT))  # a JPEG is decoded smaller: a quarter of the memory
        opened.load()
        opened.thumbnail((SIDE_KEPT, SIDE_KEPT), Image.Resampling.LANCZOS)
        upright = ImageOps.exif_transpose(opened)
    has_alpha = kind != "JPEG" and "A" in upright.convert(_full(upright)).getbands()
    pixels = upright.convert("RGBA" if has_alpha else "RGB")
    fresh = Image.new(pixels.mode, pixels.size)  # nothing but the pixels comes over
    fresh.paste(pixels)
    small = Image.new("RGB", fresh.size, "white")
    small.paste(fresh, mask=fresh if has_alpha else None)
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS)
    about = {
        "type": WANTED[kind],
        "width": fresh.width,
        "height": fresh.height,
        "preview_width": small.width,
        "preview_height": small.height,
    }
    return about, _saved(small, "WEBP", quality=60, method=6), _saved(fresh, kind, **SAVING[kind])


def _full(image: Any) -> str:
    return (
        "RGBA" if "transparency" in image.info or image.mode in {"LA", "PA", "RGBA", "La", "RGBa"} else "RGB"
    )


def _saved(image: Any, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _clean_pdf(content: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    import pikepdf  # noqa: PLC0415 - an image does not need it

    try:
        pdf = pikepdf.open(io.BytesIO(content), attempt_recovery=True)
    except pikepdf.PasswordError as error:
        raise Refused("locked") from error
    with pdf:
        if len(pdf.objects) > OBJECTS_MAX or len(pdf.pages) > PAGES_MAX:
            raise Refused("too_large_inside")
        for each in pdf.objects:
            _disarm(pikepdf, each, 0)
        for name in list(pdf.trailer.keys()):
            if name not in {"/Root", "/Size"}:
                del pdf.trailer[name]
        pages = len(pdf.pages)
        if not pages:
            raise Refused("broken")
        out = io.BytesIO()
        pdf.remove_unreferenced_resources()
        pdf.save(
            out,
            encryption=False,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return {"type": "application/pdf", "pages": pages}, b"", out.getvalue()


def _disarm(pikepdf: Any, thing: Any, depth: int) -> None:
    """Take what could run, and what tells of the author, out of an object and those inside it."""
    if depth > DEPTH_MAX:
        raise Refused("broken")
    if isinstance(thing, pikepdf.Array):
        kept = list(thing)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for name in list(thing.keys()):
            if _is_dropped(pikepdf, thing, name):
                del thing[name]
        kept = [thing[name] for name in thing.keys()]  # noqa: SIM118 - not a dict
    else:
        return
    for each in kept:
        if _is_inside(pikepdf, each):
            _disarm(pikepdf, each, depth + 1)


def _is_dropped(pikepdf: Any, holder: Any, name: str) -> bool:
    held = holder[name]
    if name in ACTIVE or name in TELLTALE:
        return True
    if name == "/Annots":
        return not isinstance(held, pikepdf.Array) or _drop_active_notes(pikepdf, held)
    if name == "/Next" and isinstance(held, pikepdf.Array):
        return True  # a chain of actions: no document needs one to be read
    return name in ACTED and _acts(pikepdf, held)


def _drop_active_notes(pikepdf: Any, notes: Any) -> bool:
    """Take players, attachments and the like out of a page's annotations; False: the rest stays."""
    for index in reversed(range(len(notes))):
        note = notes[index]
        if not isinstance(note, pikepdf.Dictionary) or str(note.get("/Subtype", "")) in ACTIVE_NOTES:
            del notes[index]
    return False


def _is_inside(pikepdf: Any, value: Any) -> bool:
    """Tell whether a value belongs to its holder alone; what is numbered is visited under its number."""
    held = isinstance(value, (pikepdf.Array, pikepdf.Dictionary, pikepdf.Stream))
    return held and not value.is_indirect


def _acts(pikepdf: Any, action: Any) -> bool:
    if not isinstance(action, pikepdf.Dictionary) or "/S" not in action:
        return False
    if str(action["/S"]) == "/URI":
        return not str(action.get("/URI", "")).lower().startswith(HARMLESS_LINKS)
    return str(action["/S"]) not in HARMLESS_ACTIONS


if __name__ == "__main__":
    main()
