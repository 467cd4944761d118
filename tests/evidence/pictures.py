"""Makers of image files: honest photos, bombs and mutants, built from nothing at run time."""

import io
import random
import struct
import zlib

from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CANARY = b"visitor-4711-CANARY"


def scene(width=800, height=600, mode="RGB"):
    """Four quarters: red, green / blue, white. Upright means red top left."""
    image = Image.new("RGB", (width, height), "white")
    image.paste("red", (0, 0, width // 2, height // 2))
    image.paste("lime", (width // 2, 0, width, height // 2))
    image.paste("blue", (0, height // 2, width // 2, height))
    return image if mode == "RGB" else image.convert(mode)


def encoded(image, form="JPEG", **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def noisy_jpeg(width=1200, height=900, **options):
    """About as many bytes as a real photo of this size."""
    noise = Image.effect_noise((width // 4, height // 4), 80).resize((width, height))
    return encoded(Image.merge("RGB", (noise, noise, noise)), **options)


def exif(orientation=1):
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010E] = CANARY.decode()
    made[0x010F] = "Make " + CANARY.decode()
    return made.tobytes()


def segment(marker, payload):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(payload) + 2) + payload


def tattling_jpeg(orientation=1):
    """Says who took it in every way a JPEG can, from EXIF to bytes after the end."""
    plain = encoded(scene(), exif=exif(orientation), icc_profile=b"\0" * 128 + CANARY)
    extra = (
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + CANARY + b"</x>")
        + segment(0xED, b"Photoshop 3.0\0" + CANARY)
        + segment(0xE5, CANARY)
        + segment(0xFE, CANARY)
    )
    return plain[:2] + extra + plain[2:] + CANARY + plain


def tattling_webp():
    return encoded(scene(), "WEBP", exif=exif(), xmp=CANARY, icc_profile=b"\0" * 128 + CANARY)


def tattling_png():
    body = encoded(scene(), "PNG", exif=exif())
    texts = (
        chunk(b"tEXt", b"Author\0" + CANARY)
        + chunk(b"zTXt", b"Note\0\0" + zlib.compress(CANARY))
        + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + CANARY)
    )
    return body[:33] + texts + body[33:] + CANARY


def chunk(kind, payload):
    body = kind + payload
    return struct.pack(">I", len(payload)) + body + struct.pack(">I", zlib.crc32(body))


def png(width, height, *, depth=1, colour=0, interlace=0, before=b"", rows=True):
    """A PNG file of zeros, made without ever holding its pixels."""
    bits = width * depth * {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    row = b"\0" * (1 + (bits + 7) // 8)
    squeeze = zlib.compressobj(9)
    data = b"".join(squeeze.compress(row) for _ in range(height if rows else 0)) + squeeze.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    return SIGNATURE + chunk(b"IHDR", head) + before + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def text_bomb(kind, head, copies=1):
    squeezed = zlib.compress(b"\0" * (60 << 20), 9)
    return png(8, 8, before=chunk(kind, head + squeezed) * copies)


def giant_header(width, height):
    """A small JPEG whose frame header claims other dimensions."""
    data = encoded(scene(64, 64))
    place = data.index(b"\xff\xc0") + 5
    return data[:place] + struct.pack(">HH", height, width) + data[place + 4 :]


def scan_bomb(scans):
    """A progressive JPEG that repeats its last scan: few bytes, a pass over all blocks each."""
    data = encoded(Image.new("RGB", (6_000, 6_000), "teal"), progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last * scans + data[-2:]


def hidden_scan_bomb():
    """The end of the image stands in a comment, the scans behind it."""
    data = scan_bomb(3000)
    place = data.index(b"\xff\xda", data.index(b"\xff\xda") + 2)
    return data[:place] + segment(0xFE, b"\xff\xd9") + data[place:]


def moving(form, frames=200):
    pictures = [Image.new("RGB", (64, 64), (n % 256, 0, 0)) for n in range(frames)]
    return encoded(pictures[0], form, save_all=True, append_images=pictures[1:])


def endless_tiff():
    """A TIFF whose directory names itself as the next one."""
    return b"II*\0" + struct.pack("<IHHHII", 8, 1, 0x0100, 3, 1, 1) + struct.pack("<I", 8)


def endless_exif():
    """A photo whose EXIF directory is its own successor and claims 65535 entries."""
    tiff = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 65535) + b"\x12\x01" * 2000
    data = encoded(scene())
    return data[:2] + segment(0xE1, tiff) + data[2:]


def bombs():
    """Name and bytes of files that are small to send and dear to open, or no photos at all."""
    return {**_png_bombs(), **_moving_and_other_bombs(), **_jpeg_bombs(), **_no_photos()}.items()


def _png_bombs():
    return {
        "1-bit giant": png(13_000, 13_000),
        "1-bit at twice the limit": png(9_000, 9_000),
        "claims 2 billion pixels": png(46_000, 46_000, rows=False),
        "widest row": png(2_000_000_000, 1, rows=False),
        "interlaced giant": png(12_000, 12_000, depth=8, interlace=1),
        "no pixels": png(6_000, 6_000, depth=8, colour=6, rows=False),
        "zTXt": text_bomb(b"zTXt", b"Comment\0\0"),
        "many zTXt": text_bomb(b"zTXt", b"Comment\0\0", copies=50),
        "iTXt": text_bomb(b"iTXt", b"Comment\0\1\0\0\0"),
        "ICC": text_bomb(b"iCCP", b"icc\0\0"),
    }


def _moving_and_other_bombs():
    wide = Image.new("L", (16_383, 2_400))
    return {
        "animated WebP": moving("WEBP"),
        "animated PNG": moving("PNG"),
        "giant WebP": encoded(wide, "WEBP", lossless=True, method=0),
        "GIF": moving("GIF"),
        "TIFF": encoded(scene(), "TIFF"),
        "endless TIFF": endless_tiff(),
        "BMP": encoded(scene(), "BMP"),
        "JPEG 2000": encoded(scene(), "JPEG2000"),
    }


def _jpeg_bombs():
    return {
        "JPEG claims 4 billion": giant_header(65_535, 65_535),
        "JPEG claims no rows": giant_header(65_535, 0),
        "progressive scans": scan_bomb(3000),
        "as many scans as allowed": scan_bomb(25)[:-2],
        "scans behind a false end": hidden_scan_bomb(),
        "only fill bytes": encoded(scene())[:2] + b"\xff" * (19 << 20) + b"\0",
        "fill bytes in the pixels": scan_bomb(50)[:-2] + b"\xff" * (18 << 20) + b"\0",
        "four million segments": b"\xff\xd8" + b"\xff\xfe\0\2" * (4 << 20),
        "too many bytes": encoded(scene()) + b"\0" * (20 << 20),
    }


def _no_photos():
    return {
        "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9999 9999\n{} loop\n",
        "PDF": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n",
        "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100,
        "AVIF": encoded(scene(), "AVIF"),
        "ICO": encoded(scene(64, 64), "ICO"),
        "pickle": b"\x80\x04\x8c\x05posix\x94\x8c\x06system\x94\x93.",
    }


def polyglots():
    """Files that are photos to one reader and something else to another."""
    photo = encoded(scene())
    html = b"<html><script>alert(1)</script></html>"
    yield photo + html
    yield photo + b"PK\x03\x04" + b"\0" * 26 + b"PK\x05\x06" + b"\0" * 18
    yield photo[:2] + segment(0xFE, html) + photo[2:]
    yield photo[:2] + segment(0xE0, b"/*" + html) + photo[2:]
    yield html + photo
    yield b"%PDF-1.4\n" + photo
    yield b"GIF89a" + photo
    yield encoded(scene(), "PNG") + html
    yield encoded(scene(), "WEBP") + html
    yield encoded(scene(), "MPO", save_all=True, append_images=[scene(64, 64)])


def mutants(count, seed):
    """`count` damaged files, the same ones for the same seed."""
    dice = random.Random(seed)
    small = scene(120, 90)
    parents = [
        tattling_jpeg(6),
        tattling_png(),
        tattling_webp(),
        encoded(small),
        encoded(small, progressive=True),
        encoded(small.convert("CMYK")),
        encoded(small, "PNG"),
        encoded(small.convert("P"), "PNG"),
        encoded(small, "WEBP", lossless=True),
    ]
    for _ in range(count):
        data = bytearray(dice.choice(parents))
        for _ in range(dice.choice((1, 1, 2, 5, 30))):
            _damage(data, dice)
        yield bytes(data)


def _damage(data, dice):
    """One change; half of them in the first bytes, where the structure is."""
    place = dice.randrange(len(data) if dice.random() < 0.5 else min(700, len(data)))
    kind = dice.randrange(5)
    if kind == 0:
        data[place] ^= 1 << dice.randrange(8)
    elif kind == 1:
        data[place : place + 4] = dice.choice((b"\0\0\0\0", b"\xff" * 4, b"\x7f\xff\xff\xff"))
    elif kind == 2 and len(data) > 200:
        del data[place : place + dice.randrange(1, 50)]
    elif kind == 3:
        data[place:place] = dice.randbytes(dice.randrange(1, 50))
    elif kind == 4:
        del data[max(100, place) :]
