"""Small files as evidence, generated: a PDF, a picture, a text."""

import struct
import zlib

from tasks_app.progress.services import Upload


def pdf(line: str) -> bytes:
    """A PDF 1.4 of one page with one line of ASCII text."""
    stream = f"BT /F1 18 Tf 72 720 Td ({line}) Tj ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            size,
            table,
            size,
            len(out),
        )
    )


def png(seed: int, width: int = 240, height: int = 160) -> bytes:
    """A PNG with fields and a sky, different for each seed."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = []
    horizon = height // 3 + seed * 7 % 30
    for y in range(height):
        sky = (150 + y // 3, 190 + y // 4, 235)
        field = (70 + (y * 3 + seed * 11) % 40, 130 + (y // 8 * 17 + seed * 5) % 60, 60)
        rows.append(b"\0" + bytes(sky if y < horizon else field) * width)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"".join(rows)))
        + chunk(b"IEND", b"")
    )


def evidence(number: int, unit: str) -> list[Upload]:
    """One or two files for the report with this number."""
    report = Upload(f"{unit}工作完成情况报告.pdf", pdf(f"Report {number} with annexes"))
    picture = Upload(f"现场照片{number}.png", png(number))
    note = Upload("销号说明.txt", f"{unit}：第{number}号事项已按要求完成，请予销号。\n".encode())
    return [[report], [picture, note], [report, picture], [note]][number % 4]
