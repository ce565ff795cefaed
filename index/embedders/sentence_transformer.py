"""The sentence-transformers encoder, from weights that come with an installed package and are checked by hash."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.models import Sha256
from corpus.passages import SPECIAL_TOKENS
from corpus.tokens import MAX_WORD_PIECES, WordPieceCounter, weights_folder
from index.errors import EmbedderError
from index.models import Vectors

MINILM_SHA256 = Sha256("53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
"""The published model.safetensors of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0, 384 dimensions)."""

BATCH_TOKENS = 1024
"""Tokens of one forward pass, padding included: larger leaves the cache of a small CPU, smaller wastes calls."""

MAX_BATCH = 128

COUNTED_AT_ONCE = 2048
"""A tokenizer's results take ten times the memory of the text."""


class SentenceTransformerEmbedder:
    """Encodes with a BERT-like sentence-transformers model: mean pooling over tokens, then L2 normalisation.

    Passages are tokenized once, sorted by length and packed to BATCH_TOKENS, and run with int8 linear layers where the CPU multiplies
    them natively (twice as fast as `SentenceTransformer.encode` with a cosine to it of .998; bfloat16 was slower than float32 on a
    CPU without AMX). A question runs alone in float32. A test compares both with `SentenceTransformer.encode`.
    """

    def __init__(self, folder: Path, *, name: str, expected_sha256: Sha256) -> None:
        weights = folder / "model.safetensors"
        try:
            with weights.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise EmbedderError(
                f"{weights}: the encoder's weights cannot be read ({error.strerror}); reinstall the package"
            ) from error
        if found != expected_sha256:
            raise EmbedderError(f"{weights}: sha256 {found} is not the published {expected_sha256}; reinstall the package")
        self.name = name
        self.sha256 = expected_sha256
        # Nothing is fetched at run time, whatever the files' configuration says.
        os.environ["HF_HUB_OFFLINE"] = "1"
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()
        model: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self._torch = torch
        self.dimension = int(model.get_embedding_dimension())
        self.max_tokens = MAX_WORD_PIECES
        self._tokenizer = model.tokenizer.backend_tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.max_tokens)
        self._encoder = model[0].auto_model.eval()
        self._counter = WordPieceCounter(folder / "tokenizer.json", self.max_tokens)
        self._bulk_encoder: Any = None
        from index.embedders.int8 import is_fast_here

        self.precision = "int8" if is_fast_here() else "float32"

    @classmethod
    def packaged(cls) -> "SentenceTransformerEmbedder":
        """Load all-MiniLM-L6-v2 from its data package. Raises EmbedderError."""
        return cls(weights_folder(), name="all-MiniLM-L6-v2", expected_sha256=MINILM_SHA256)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages: (n, dimension) float32, rows L2-normalised."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        for batch in _batches([len(row) for row in rows]):
            vectors[batch] = self._forward([rows[at] for at in batch], self._bulk())
        return vectors

    def encode_query(self, text: str) -> Vectors:
        """Encode one question: (1, dimension) float32, L2-normalised."""
        return self._forward([self._tokenizer.encode(text).ids], self._encoder)

    def count_truncated(self, texts: Sequence[str]) -> int:
        """Count the texts that are longer than the encoder reads."""
        room = self.max_tokens - SPECIAL_TOKENS
        chunks = (texts[start : start + COUNTED_AT_ONCE] for start in range(0, len(texts), COUNTED_AT_ONCE))
        return sum(tokens > room for chunk in chunks for tokens in self._counter.count(chunk))

    def use_threads(self, threads: int) -> None:
        """Encode with this many threads from now on, in this process."""
        self._torch.set_num_threads(threads)

    def _bulk(self) -> Any:
        """Make the int8 copy on first use; a server that only answers questions never pays for it."""
        if self._bulk_encoder is None:
            from index.embedders.int8 import with_int8_layers

            self._bulk_encoder = with_int8_layers(self._encoder) if self.precision == "int8" else self._encoder
        return self._bulk_encoder

    def _forward(self, rows: list[list[int]], encoder: Any) -> Vectors:
        torch = self._torch
        width = max(len(row) for row in rows)
        tokens = torch.zeros((len(rows), width), dtype=torch.long)
        mask = torch.zeros((len(rows), width), dtype=torch.long)
        for at, row in enumerate(rows):
            tokens[at, : len(row)] = torch.tensor(row)
            mask[at, : len(row)] = 1
        with torch.inference_mode():
            states = encoder(input_ids=tokens, attention_mask=mask).last_hidden_state.float()
            weights = mask.unsqueeze(-1).float()
            pooled = (states * weights).sum(1) / weights.sum(1)
            normalised: Vectors = torch.nn.functional.normalize(pooled, dim=1).numpy()
        return normalised


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Group positions by falling length so that a batch, padded to its longest, stays within BATCH_TOKENS."""
    order = sorted(range(len(lengths)), key=lambda at: -lengths[at])
    at = 0
    while at < len(order):
        size = max(1, min(MAX_BATCH, BATCH_TOKENS // lengths[order[at]]))
        yield order[at : at + size]
        at += size
