"""A letter by e-mail: plain text and simple HTML, in the resident's language, without a picture or a script. Pure."""

from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final
from uuid import uuid4

from zicht_surveys.drukwerk.sjablonen import sjablonen
from zicht_surveys.drukwerk.teksten import datum, gemeente_naam, richting, teksten
from zicht_surveys.post.queries import Brief
from zicht_surveys.vragenlijsten.schemas import Taal

_MAIL: Final = sjablonen.get_template("mail.html")


def mail(brief: Brief, afzender: str, gemeente: str, titel: dict[Taal, str], tot: date) -> bytes:
    """The message as it goes over the wire. afzender: the address it comes from; tot: the last day to take part."""
    t, naam = teksten(brief.taal), gemeente_naam(" ".join(gemeente.split()))
    alineas = [t["aanhef"], t["wie"].format(gemeente=naam)]
    if brief.soort == "herinnering":
        alineas.append(t["herinnering"])
    onder = [
        t["tot"].format(datum=datum(tot, brief.taal)),
        t["anoniem"],
        t["vrijwillig"],
        t["eigen"],
    ]
    message = EmailMessage(policy=SMTP)
    # A header never takes a line end: EmailMessage refuses it, and an address with one was not taken in.
    message["From"] = afzender
    message["To"] = brief.aan
    message["Subject"] = f"{' '.join(titel[brief.taal].split())} – {naam}"
    message["Message-ID"] = f"<{uuid4()}@{afzender.rpartition('@')[2]}>"
    message["Content-Language"] = brief.taal
    message["Auto-Submitted"] = "auto-generated"
    words = "\n\n".join([*alineas, f"{t['mail_link']}\n{brief.url}", *onder, f"{t['groet']}\n{naam}", t["mail_adres"]])
    message.set_content(words + "\n")
    message.add_alternative(
        _MAIL.render(
            taal=brief.taal,
            richting=richting(brief.taal),
            titel=titel[brief.taal],
            alineas=alineas,
            onder=onder,
            t=t,
            url=brief.url,
            gemeente=naam,
        ),
        subtype="html",
    )
    return message.as_bytes()
