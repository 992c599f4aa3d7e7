from zicht_surveys.uitwisseling.xlsform.lezen import lezen_csv, lezen_xlsx
from zicht_surveys.uitwisseling.xlsform.schrijven import schrijven

__all__ = ["lezen_csv", "lezen_xlsx", "schrijven"]
