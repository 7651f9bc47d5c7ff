"""A project as people have them, to be looked at: some code, a repository, pictures, names of every kind."""

import struct
import subprocess
import zlib
from pathlib import Path

TEXTS = {
    "README.md": "# Tides\n\nA small model of tides in a harbour, and the notes that we keep on it.\n\n"
    "- `model/` computes heights\n- `notes/` holds what was measured\n\nRun `python -m model 2026-03-14`.\n",
    "model/__init__.py": '"""Heights of the tide."""\n',
    "model/harmonics.py": '''"""The constituents of a tide, and the height that they make together."""

from dataclasses import dataclass
from math import cos, radians


@dataclass(frozen=True)
class Constituent:
    """One wave of the tide.

    Attributes:
        speed: degrees an hour.
        amplitude: metres.
        phase: degrees at midnight.
    """

    name: str
    speed: float
    amplitude: float
    phase: float

    def height(self, hours: float) -> float:
        return self.amplitude * cos(radians(self.speed * hours - self.phase))


HARBOUR = [
    Constituent("M2", 28.984104, 1.79, 211.0),
    Constituent("S2", 30.000000, 0.58, 256.5),
    Constituent("N2", 28.439730, 0.34, 190.2),
    Constituent("K1", 15.041069, 0.09, 117.8),
]


def height(hours: float, mean: float = 2.4) -> float:
    """Return the height of the water in metres, so many hours after midnight."""
    # What the wind adds is not in here.
    return mean + sum(each.height(hours) for each in HARBOUR)
''',
    "model/__main__.py": "from model.harmonics import height\n\nfor hour in range(0, 24, 3):\n"
    '    print(f"{hour:02}:00  {height(hour):.2f} m")\n',
    "notes/march.md": "# March\n\n| day | high | low |\n|---|---|---|\n"
    "| 14 | 4.31 m | 0.62 m |\n| 15 | 4.48 m | 0.44 m |\n",
    "notes/april.md": "# April\n\nNothing was measured; the gauge is away for repair.\n",
    "web/index.html": "<!doctype html>\n<title>Tides</title>\n<p>Today: <output id=now></output>\n",
    "web/style.css": "body {\n  font: 1rem/1.5 serif;\n  color: #1f2224;\n}\n",
    "settings.json": '{\n  "harbour": "north",\n  "mean": 2.4,\n  "gauges": ["pier", "lock"]\n}\n',
    "Makefile": "run:\n\tpython -m model\n",
    ".gitignore": "build/\n*.log\n",
    "build/heights.csv": "hour,height\n0,3.1\n",
    "gauge.log": "03:14 no answer from the gauge\n" * 40,
    "names/<img src=x onerror=alert(1)>.txt": "A name is only a name.\n",
    "names/Überschwemmung, Pegel 4,50 m.txt": "ä ö ü\n",
    "names/" + "a very long name that does not fit into any column of any window " * 3 + ".txt": "long\n",
}


def picture(width: int = 480, height: int = 300) -> bytes:
    """Return a PNG: water under a sky."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            wave = height * 0.55 + 14 * ((x * 7 % 120) / 60 - 1) ** 2
            rows += bytes((235 - y // 4, 226 - y // 6, 206)) if y < wave else bytes((20, 90 + y // 6, 105 + y // 8))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def document() -> bytes:
    """Return a PDF of one page."""
    text = b"BT /F1 24 Tf 72 700 Td (The gauge at the pier) Tj 0 -36 Td /F1 12 Tf (Read each day at noon.) Tj ET"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, places = b"%PDF-1.4\n", list[int]()
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 6\n0000000000 65535 f \n%btrailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(data),
    )


def prepare(folder: Path) -> None:
    """Write the project into an empty folder."""
    for name, text in TEXTS.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (folder / "pier.png").write_bytes(picture())
    (folder / "gauge.pdf").write_bytes(document())
    (folder / "tide.bin").write_bytes(bytes(range(256)) * 64)
    (folder / "measured.csv").write_text("".join(f"{n},{n % 977 / 100:.2f}\n" for n in range(900_000)))
    (folder / "empty").mkdir()
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "What we know of the tide"]):
        author = ["-c", "user.name=Mara", "-c", "user.email=mara@example.org"]
        subprocess.run(["git", *author, *words], cwd=folder, check=True)
