from zicht_surveys.uitwisseling.surveyjs.lezen import lezen

__all__ = ["lezen"]
