"""Files as people send them: photos that tell where they were taken, documents that want to run something."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from PIL import Image

CAMERA, PLACE, AUTHOR = "SECRETCAM 3000", "SECRETPLACE", "Secret Author"


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options: Any) -> bytes:
    """Return a photo with camera, place and a comment in it."""
    image = Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[0x010F] = CAMERA
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[29] = PLACE
    out = io.BytesIO()
    more = {"exif": exif} if kind in {"JPEG", "WEBP", "PNG"} else {}
    image.save(out, kind, **more, **options)
    return out.getvalue()


def document(*, active: bool = False, **save: Any) -> bytes:
    """Return a PDF by somebody; an active one runs scripts, starts programs, carries a file."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Author"] = AUTHOR
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [AUTHOR]
    if active:
        _arm(pdf)
    out = io.BytesIO()
    pdf.save(out, **save)
    return out.getvalue()


def _arm(pdf: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    pdf.Root.OpenAction = pdf.make_indirect(script)
    pdf.Root.AA = pikepdf.Dictionary(WC=script)
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[pikepdf.String("x"), script]))
    pdf.attachments["evil.exe"] = b"EVILPROGRAM"
    rect = [0, 0, 9, 9]
    link = pikepdf.Name.Link
    pdf.pages[0].Annots = pikepdf.Array(
        [
            pdf.make_indirect(pikepdf.Dictionary(Subtype=link, Rect=rect, A=launch)),
            pikepdf.Dictionary(
                Subtype=link, Rect=rect, A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="javascript:1")
            ),
            pikepdf.Dictionary(
                Subtype=link,
                Rect=rect,
                A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org", Next=[launch]),
            ),
            pikepdf.Dictionary(Subtype=pikepdf.Name.FileAttachment, Rect=rect, FS=pikepdf.Dictionary(F="x")),
        ]
    )
