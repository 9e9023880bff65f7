"""The machine-readable mark that a picture was generated: IPTC's `DigitalSourceType` in XMP, with the model and the seed it came from.

The value is that of https://cv.iptc.org/newscodes/digitalsourcetype/; where XMP lies in a file: ISO 16684-1 and the XMP specification,
part 3 (PNG: an iTXt chunk; GIF: an application extension; JPEG and WebP: Pillow's `xmp`).
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from PIL.PngImagePlugin import PngInfo

from gan_core.config import TrainingConfig

GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
TOOL = "GAN Classroom"
PNG_KEYWORD = "XML:com.adobe.xmp"
_PNG_HEAD = 33  # bytes of the signature and of IHDR
_GIF_HEAD = b"\x21\xff\x0bXMP DataXMP"
_GIF_TRAILER = b"\x01" + bytes(range(255, -1, -1)) + b"\x00"  # a reader of sub-blocks lands on the last 0
_END_OF_GIF = b"\x3b"


@dataclass(frozen=True)
class MadeBy:
    """The model that drew a picture and where to draw it again: the seed of z, or the training's step."""

    model: str
    seed: int | None = None
    step: int | None = None


def made_with(config: TrainingConfig, *, seed: int, step: int) -> MadeBy:
    """By the network's kind and its data, wherever its files lie."""
    return MadeBy(f"{config.model} on {config.dataset}", seed=seed, step=step)


def xmp(made_by: MadeBy) -> bytes:
    """The XMP packet of a picture that this model drew, UTF-8."""
    known = {"model": made_by.model, "seed": made_by.seed, "step": made_by.step}
    about = "; ".join(f"{name}: {value}" for name, value in known.items() if value is not None)
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" Iptc4xmpExt:DigitalSourceType={quoteattr(GENERATED)}
 Iptc4xmpExt:AISystemUsed={quoteattr(f"{TOOL}; {about}")} xmp:CreatorTool={quoteattr(TOOL)} photoshop:Instructions={quoteattr(about)}/>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>""".encode()


def png_info(made_by: MadeBy) -> PngInfo:
    """For Pillow's `save(..., "PNG", pnginfo=...)`."""
    info = PngInfo()
    info.add_itxt(PNG_KEYWORD, xmp(made_by).decode())
    return info


def marked_png(content: bytes, made_by: MadeBy) -> bytes:
    """A whole PNG with the packet after its first chunk, IHDR; one that has a packet stays as it is."""
    if PNG_KEYWORD.encode() in content:
        return content
    chunk = b"iTXt" + PNG_KEYWORD.encode() + bytes(5) + xmp(made_by)  # not compressed; no language, no translated keyword
    packed = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return content[:_PNG_HEAD] + packed + content[_PNG_HEAD:]


def marked_gif(content: bytes, made_by: MadeBy) -> bytes:
    """A whole GIF with the packet before its end, which Pillow cannot write."""
    assert content.endswith(_END_OF_GIF)
    return content[:-1] + _GIF_HEAD + xmp(made_by) + _GIF_TRAILER + _END_OF_GIF
