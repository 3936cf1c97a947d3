"""The words of the mark that says how a film was made."""

AUTO = "auto"
"""An order that leaves the words to the voice's language."""
_WORDS = {
    "ar": "مُنشأ بالذكاء الاصطناعي",
    "da": "AI-genereret",
    "de": "KI-generiert",
    "en": "AI-generated",
    "es": "Generado con IA",
    "fi": "Tekoälyn luoma",
    "fr": "Généré par IA",
    "hi": "AI द्वारा निर्मित",
    "it": "Generato con l'IA",
    "ja": "AI生成",
    "ko": "AI 생성",
    "nl": "Gemaakt met AI",
    "pl": "Wygenerowane przez AI",
    "pt": "Gerado por IA",
    "sv": "AI-genererad",
    "tr": "Yapay zekâ ile üretildi",
    "uk": "Створено ШІ",
    "zh": "AI生成",
}


def ai_label(ordered: str, language: str) -> str:
    """The mark's words: those that were ordered, or "AI-generated" in a language, in English where it is not known."""
    return _WORDS.get(language, _WORDS["en"]) if ordered == AUTO else " ".join(ordered.split())
