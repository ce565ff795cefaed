"""What people say for what doctors write, and what a telephone makes of what people meant. Small tables of our own."""

LAY_WORDS = {
    "abdomen": "belly", "abdominal": "tummy", "alopecia": "hair loss", "analgesic": "painkiller",
    "antihypertensive": "blood pressure pill", "arthralgia": "joint pain", "avascular necrosis": "dead bone",
    "benign": "harmless", "bradycardia": "slow heartbeat", "carcinoma": "cancer", "cardiac": "heart",
    "cephalalgia": "headache", "cerebrovascular accident": "stroke", "cholelithiasis": "gallstones",
    "conjunctivitis": "pink eye", "contusion": "bruise", "coronary": "heart", "cutaneous": "skin",
    "cystitis": "bladder infection", "dermatitis": "skin rash", "diabetes mellitus": "sugar",
    "dysmenorrhea": "period pain", "dyspepsia": "indigestion", "dysphagia": "trouble swallowing",
    "dyspnea": "short of breath", "edema": "swelling", "emesis": "throwing up", "epistaxis": "nosebleed",
    "erythema": "redness", "fatigue": "tiredness", "febrile": "feverish", "fracture": "broken bone",
    "gastric": "stomach", "gastroenteritis": "stomach bug", "gastroesophageal reflux": "heartburn",
    "hematuria": "blood in pee", "hemorrhage": "bleeding", "hemorrhoids": "piles", "hepatic": "liver",
    "herpes zoster": "shingles", "hyperglycemia": "high sugar", "hyperlipidemia": "high cholesterol",
    "hypertension": "high blood pressure", "hypoglycemia": "low sugar", "hypotension": "low blood pressure",
    "influenza": "the flu", "insomnia": "can't sleep", "lesion": "sore", "malignant": "cancerous",
    "medication": "medicine", "menses": "period", "myalgia": "muscle aches",
    "myocardial infarction": "heart attack", "nausea": "feeling sick", "neoplasm": "growth",
    "neuropathy": "nerve damage", "ocular": "eye", "osteoarthritis": "worn joints", "otitis media": "ear infection",
    "palpitations": "racing heart", "paresthesia": "tingling", "pertussis": "whooping cough",
    "pharyngitis": "sore throat", "photophobia": "light hurts my eyes", "physician": "doctor",
    "pruritus": "itching", "pulmonary": "lung", "pyrexia": "fever", "renal": "kidney", "rhinitis": "runny nose",
    "rubella": "german measles", "syncope": "fainting", "tachycardia": "fast heartbeat", "thrombosis": "blood clot",
    "tinnitus": "ringing in my ears", "urticaria": "hives", "varicella": "chickenpox", "vertigo": "room spinning",
    "vomiting": "throwing up",
}  # fmt: skip
"""Longer terms are tried before the words in them."""

AUTOCORRECTED = {
    "acne": "acre", "angina": "Angela", "antibiotic": "anti biotic", "bowel": "bowl", "colon": "color",
    "cough": "couch", "croup": "group", "cyst": "cast", "dizzy": "fizzy", "dose": "does", "eczema": "exam",
    "fever": "never", "gout": "goat", "heal": "help", "hernia": "hearing", "hives": "gives", "insulin": "insulting",
    "kidney": "kidding", "liver": "river", "lupus": "loops", "migraine": "migrate", "nausea": "nauseous",
    "pill": "pull", "pregnant": "pregnancy", "rash": "rush", "shingles": "singles", "sinus": "signs",
    "spine": "spin", "statin": "station", "statins": "stations", "stroke": "stoke", "swollen": "swallow",
    "symptom": "system", "symptoms": "systems", "throat": "threat", "thyroid": "asteroid", "tumor": "rumor",
    "ulcer": "under", "vein": "vain", "vertigo": "vertical", "warts": "wants",
}  # fmt: skip
"""A real word where another was meant: a spelling checker sees nothing wrong."""

SOUNDS_LIKE = (
    ("psy", "sy"), ("pneu", "new"), ("rrh", "r"), ("rh", "r"), ("ph", "f"), ("tion", "shun"), ("ough", "off"),
    ("ae", "e"), ("oe", "e"), ("ei", "ie"), ("ie", "ei"), ("ea", "ee"), ("qu", "kw"), ("sch", "sh"), ("ck", "k"),
    ("ch", "k"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("y", "i"), ("x", "ks"), ("wh", "w"), ("kn", "n"),
    ("gn", "n"), ("mb", "m"), ("ou", "ow"), ("ai", "ay"), ("er", "or"), ("er", "ar"), ("ent", "ant"),
    ("ance", "ence"), ("able", "ible"),
)  # fmt: skip
"""How a word is written by ear."""

NEIGHBOURS = {
    "q": "aw", "w": "eqs", "e": "drw", "r": "eft", "t": "gry", "y": "htu", "u": "ijy", "i": "kou", "o": "ilp",
    "p": "lo", "a": "qsz", "s": "adwxz", "d": "cefsx", "f": "cdgrv", "g": "bfhtv", "h": "bgjny", "j": "hkmnu",
    "k": "ijlm", "l": "kop", "z": "asx", "x": "cdsz", "c": "dfvx", "v": "bcfg", "b": "ghnv", "n": "bhjm",
    "m": "jkn",
}  # fmt: skip
"""Keys that touch each other on a QWERTY keyboard."""
