"""Names and wording. The people are made up; names appear in ssd_person and ssd_professionals and nowhere else."""

FORENAMES = (
    "Alba", "Arlo", "Bryn", "Cai", "Cleo", "Dara", "Edie", "Elin", "Ewan", "Fia", "Gwen", "Hugo", "Ines", "Iona", "Ivo",
    "Joss", "Juno", "Kit", "Leif", "Lowri", "Mabel", "Maya", "Nell", "Nico", "Ola", "Orla", "Pia", "Rafe", "Remy", "Rhys",
    "Rosa", "Sami", "Tariq", "Thea", "Tomos", "Uma", "Vera", "Wren", "Yusuf", "Zadie",
)  # fmt: skip
SURNAMES = (
    "Abbotley", "Alderwick", "Ashcombe", "Barrowden", "Beckford", "Birchall", "Brackley", "Calloway", "Chisholm", "Cobley",
    "Dainton", "Eddowes", "Fairlamb", "Farrant", "Garside", "Hallam", "Harcourt", "Ingram", "Jessop", "Kestrel", "Lacey",
    "Larkham", "Marlowe", "Netherby", "Oakes", "Okonjo", "Pemberton", "Quayle", "Rahman", "Ridley", "Sandell", "Tansley",
    "Thorne", "Underhill", "Varley", "Wexford", "Whitlock", "Yardley", "Yilmaz", "Zeller",
)  # fmt: skip

ETHNICITY = {
    "WBRI": 74, "WOTH": 6, "WROM": 1, "MWBC": 3, "MWBA": 1.5, "MWAS": 2, "MOTH": 2, "AIND": 1, "APKN": 1.5, "ABAN": 1,
    "AOTH": 1, "BCRB": 1, "BAFR": 2, "BOTH": 0.7, "OOTH": 1.3, "NOBT": 1,
}  # fmt: skip
UASC_ETHNICITY = {"OOTH": 50, "BAFR": 30, "AOTH": 20}

CONTACT_SOURCE = {
    "6": ("Police", 34), "2A": ("School", 19), "3A": ("GP", 4), "3B": ("Health visitor", 5), "3E": ("A&E", 5),
    "3F": ("Other health", 7), "1A": ("Family member, relative or carer", 8), "1C": ("Self", 2), "4": ("Housing", 3),
    "5A": ("Social care in the authority", 4), "5B": ("Other service of the authority", 4), "5C": ("Another authority", 2),
    "8": ("Other", 2), "9": ("Anonymous", 1),
}  # fmt: skip
PROFESSIONAL_SOURCES = ("6", "2A", "3A", "3B", "3E", "3F", "4", "5A", "5B", "5C")
PRIMARY_NEED = {"N1": 58, "N2": 8, "N3": 4, "N4": 11, "N5": 13, "N6": 3, "N8": 3}
FACTORS = (
    "1B",
    "2B",
    "3B",
    "3A",
    "4A",
    "4B",
    "5A",
    "6A",
    "7A",
    "10A",
    "11A",
    "13A",
    "15A",
    "16A",
    "17A",
    "18B",
    "18C",
    "19B",
)
FACTOR_WEIGHTS = (10, 9, 22, 10, 10, 20, 6, 4, 3, 3, 3, 2, 3, 16, 14, 3, 8, 3)
ABUSE = {"NEG": 46, "EMO": 37, "PHY": 8, "SAB": 4, "MUL": 5}

EARLY_HELP_REASONS = (
    "Family stress",
    "Parenting support",
    "Behaviour",
    "School attendance",
    "Disability",
    "Mental health",
)
EARLY_HELP_END = {
    "Needs met": 48, "Needs partly met": 18, "Non-engagement": 12, "Consent withdrawn": 9, "Stepped up to social care": 8,
    "Other": 5,
}  # fmt: skip
CHANGE_REASON = {"LAREQ": 18, "CREQB": 26, "CREQO": 16, "CHILD": 10, "CARPL": 22, "ALLEG": 3, "STAND": 3, "OTHER": 2}
AUDIT_GRADES = ("outstanding", "good", "requires_improvement", "inadequate")
LEAVING_REASONS = ("New post elsewhere", "Relocation", "Career change", "Retirement", "Agency contract ended")
