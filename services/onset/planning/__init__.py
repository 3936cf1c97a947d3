"""Brief, brand, analysis and transcript become a timeline: one solver for pauses, words, moments and beats."""
