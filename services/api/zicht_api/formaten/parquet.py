"""Parquet: columns with exact decimals, in row groups, with the definitions in the metadata."""

import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from io import RawIOBase
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zicht_api.formaten.cellen import as_digits
from zicht_api.formaten.tabel import Soort, Tabel
from zicht_api.formaten.uitleg import explain
from zicht_api.formaten.werk import Rijen, portions, work_off
from zicht_api.getallen import DECIMALEN

# A figure has four decimals at most, and stays a decimal: so the sum of a column is the sum of the figures to the last
# digit, which with binary fractions it would not be.
_TYPES: dict[Soort, pa.DataType] = {
    "tekst": pa.string(),
    "getal": pa.decimal128(38, DECIMALEN),
    "geheel": pa.int64(),
    "ja-nee": pa.bool_(),
}
_ROW_GROUP = 20_000


async def write(tabel: Tabel) -> AsyncIterator[bytes]:
    """The table, a row group at a time: codes and other texts by dictionary, compressed with zstd."""
    schema, sink = _schema_of(tabel), _Sink()
    texts = [kolom.naam for kolom in tabel.kolommen if kolom.soort == "tekst"]
    writer = pq.ParquetWriter(sink, schema, compression="zstd", use_dictionary=texts)
    waiting: list[pa.RecordBatch] = []

    def add(rijen: Rijen) -> None:
        columns = zip(zip(*rijen, strict=True), schema, strict=True)
        arrays = [pa.array(column, field.type) for column, field in columns]
        waiting.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
        if sum(batch.num_rows for batch in waiting) >= _ROW_GROUP:
            write_group()

    def write_group() -> None:
        writer.write_table(pa.Table.from_batches(waiting, schema), row_group_size=2 * _ROW_GROUP)
        waiting.clear()
        # Arrow would keep tens of megabytes for a next time.
        pa.default_memory_pool().release_unused()

    async for rijen in portions(tabel):
        await work_off(add, rijen)
        if piece := sink.take():
            yield piece
    write_group()
    writer.close()
    yield sink.take()


def _schema_of(tabel: Tabel) -> pa.Schema:
    """The columns, each with its title, and under `zicht` what the figures stand on and what they are."""
    about = {
        "titel": tabel.titel,
        "dataversie": tabel.dataversie,
        "peildatum": tabel.dag.isoformat(),
        "drempel": tabel.drempel,
        "uitleg": explain(tabel),
        "definities": [asdict(definitie) for definitie in tabel.definities],
        "codes": tabel.dimensies,
    }
    fields = [pa.field(kolom.naam, _TYPES[kolom.soort], metadata={"titel": kolom.titel}) for kolom in tabel.kolommen]
    return pa.schema(fields, {"zicht": json.dumps(about, ensure_ascii=False, default=as_digits)})


class _Sink(RawIOBase):
    """Where the writer writes to, emptied while it goes on."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
