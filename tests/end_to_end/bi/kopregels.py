"""What the tools that can't be run here send along, as was seen of them.

Power Query: its engine asks with `ALLES` until it knows that the service speaks version 4, and with `VIER` from then
on (NLstn/go-odata issue 874, July 2026; "Query diagnostics" in Microsoft's documentation of Power Query). Of Tableau
nobody wrote them down: what stands here are the forms in which other tools of its age ask.
"""

ALLES = (
    "application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,"
    "application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7"
)
VIER = "application/json;odata.metadata=minimal"

_MASHUP = {
    "User-Agent": "Microsoft.Data.Mashup (https://go.microsoft.com/fwlink/?LinkID=304225)",
    "Accept-Encoding": "gzip, deflate",
    "MaxDataServiceVersion": "3.0",
    "OData-MaxVersion": "4.0",
}

KOPREGELS: dict[str, dict[str, str]] = {
    "Power Query, eerste vraag": _MASHUP | {"Accept": ALLES},
    "Power Query, daarna": _MASHUP | {"Accept": VIER, "OData-Version": "4.0"},
    "Power Query, met aantekeningen": _MASHUP
    | {"Accept": VIER, "Prefer": 'odata.include-annotations="*",omit-values=nulls'},
    "Excel, oude importeur": {
        "User-Agent": "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Excel 16.0)",
        "Accept": "application/json;odata.metadata=full,application/json,application/atom+xml;q=0.8,*/*;q=0.1",
        "MaxDataServiceVersion": "3.0",
        "DataServiceVersion": "3.0;NetFx",
    },
    "Tableau, alles goed": {"User-Agent": "Tableau/2026.2", "Accept": "*/*"},
    "Tableau, ook atom": {
        "User-Agent": "Tableau/2026.2",
        "Accept": "application/atom+xml,application/xml;q=0.9,application/json;q=0.8",
    },
    "OData 4.01": {"Accept": "application/json", "OData-Version": "4.01", "OData-MaxVersion": "4.01"},
    "zonder kopregels": {"Accept": ""},
}
