from zicht_surveys.uitwisseling.fhir.lezen import lezen
from zicht_surveys.uitwisseling.fhir.schrijven import schrijven

__all__ = ["lezen", "schrijven"]
