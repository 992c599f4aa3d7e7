from zicht_surveys.uitwisseling.eigen.lezen import lezen
from zicht_surveys.uitwisseling.eigen.schrijven import schrijven

__all__ = ["lezen", "schrijven"]
