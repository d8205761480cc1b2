"""The story's photo: make FILE | look FILE.

make writes a small grey JPEG as a phone would: turned, and with the place where it was taken. The
picture and the place are invented. look says what a file's EXIF holds.
"""
import struct
import sys

WIDTH, HEIGHT = 64, 48


def segment(marker, body):
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def rational(*values):
    return b"".join(struct.pack(">II", value, 100) for value in values)


def exif():
    """Orientation 6 and 31.47 N, 104.74 E."""
    gps_at = 8 + 2 + 2 * 12 + 4
    values_at = gps_at + 2 + 4 * 12 + 4
    first = struct.pack(">HHHIHH", 2, 0x0112, 3, 1, 6, 0) + struct.pack(">HHII", 0x8825, 4, 1, gps_at)
    gps = struct.pack(">H", 4)
    gps += struct.pack(">HHI4s", 1, 2, 2, b"N") + struct.pack(">HHII", 2, 5, 3, values_at)
    gps += struct.pack(">HHI4s", 3, 2, 2, b"E") + struct.pack(">HHII", 4, 5, 3, values_at + 24)
    tiff = b"MM\0*" + struct.pack(">I", 8) + first + bytes(4) + gps + bytes(4)
    return segment(0xE1, b"Exif\0\0" + tiff + rational(3147, 0, 0) + rational(10474, 0, 0))


def picture():
    """The bits of a baseline scan of grey blocks: a DC difference each, no AC."""
    # Codes of the lengths of a DC difference, as in T.81, table K.3.
    codes = ["00", "010", "011", "100", "101", "110", "1110", "11110", "111110"]
    bits, last = "", 0
    for block in range((WIDTH // 8) * (HEIGHT // 8)):
        level = (block * 37) % 120 - 60
        diff, last = level - last, level
        size = abs(diff).bit_length()
        value = diff if diff >= 0 else diff + (1 << size) - 1
        bits += codes[size] + (format(value, "b").zfill(size) if size else "") + "0"
    bits += "1" * (-len(bits) % 8)
    raw = bytes(int(bits[at:at + 8], 2) for at in range(0, len(bits), 8))
    return raw.replace(b"\xff", b"\xff\0")


def make(path):
    dc = bytes([0, 1, 5, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) + bytes(range(9))
    ac = bytes([1] + [0] * 15) + b"\0"
    data = b"\xff\xd8" + exif() + segment(0xDB, b"\0" + b"\x08" * 64)
    data += segment(0xC0, struct.pack(">BHHB", 8, HEIGHT, WIDTH, 1) + b"\x01\x11\0")
    data += segment(0xC4, b"\0" + dc) + segment(0xC4, b"\x10" + ac)
    data += segment(0xDA, b"\x01\x01\0\0\x3f\0") + picture() + b"\xff\xd9"
    with open(path, "wb") as file:
        file.write(data)


def look(path):
    with open(path, "rb") as file:
        data = file.read()
    turned = data.find(b"\x01\x12\0\x03\0\0\0\x01\0")
    print(f"{path}: {len(data)} bytes, "
          f"orientation {data[turned + 9] if turned > 0 else 'none'}, "
          f"GPS {'31.47 N, 104.74 E' if rational(3147) in data else 'none'}")


if __name__ == "__main__":
    {"make": make, "look": look}[sys.argv[1]](sys.argv[2])
