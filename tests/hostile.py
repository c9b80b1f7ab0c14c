"""Pages made to break a reader: each with the sentence that must survive, None where there is none."""

from __future__ import annotations

from pathlib import Path

SENTENCE = "县水利局已完成河道清淤工程并投入资金八十万元。"
GBK = (
    "关于第12号建议的答复\n张某代表：\n您提出的建议收悉，现答复如下：\n"
    + SENTENCE
    + "\n望川县水利局\n2022年5月27日"
)


def hostile_pages() -> dict[str, tuple[bytes, str | None]]:
    """File name → bytes and the sentence to be found in the text."""
    page = f"<html><body><div id=zoom><p>{SENTENCE}</p></div></body></html>"
    gbk = "<html><head><meta charset=utf-8></head><body>" + "".join(
        f"<p>{line}</p>" for line in GBK.split("\n")
    )
    return {
        "a_empty.html": (b"", None),
        "b_binary.html": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, None),
        "c_huge.html": (_huge(page), SENTENCE),
        "d_nested.html": (
            ("<html><body>" + "<div>" * 50_000 + SENTENCE + "</div>" * 50_000).encode(),
            SENTENCE,
        ),
        "e_attributes.html": (
            (
                "<html><body><p " + " ".join(f'a{n}="{n}"' for n in range(100_000)) + f">{SENTENCE}</p>"
            ).encode(),
            SENTENCE,
        ),
        "f_nul.html": (page.replace("河道", "河\0道").encode(), SENTENCE),
        "g_gbk.html": ((gbk + "</body></html>").encode("gbk"), SENTENCE),
        "h_digits.html": (f"<p>{SENTENCE}</p><p>{'1' * 60_000}</p>".encode(), None),
        "i_brackets.txt": (("〔[(（" * 15_000 + "\n" + SENTENCE).encode(), None),
        "j_zeros.txt": (("〇" * 60_000 + "\n" + SENTENCE).encode(), None),
    }


def _huge(page: str) -> bytes:
    row = '<div class="nav"><a href="/x"><span style="color:red"></span></a><br></div>\n'
    return page.replace("</body>", row * (20_000_000 // len(row)) + "</body>").encode()


def write_hostile(folder: Path) -> dict[str, str | None]:
    """Write the pages into a folder; file name → sentence."""
    pages = hostile_pages()
    for name, (data, _) in pages.items():
        (folder / name).write_bytes(data)
    return {name: sentence for name, (_, sentence) in pages.items()}
