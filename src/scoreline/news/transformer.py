"""How a sentence sounds to a transformer that lies on this machine; nothing is downloaded."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.special import softmax

from scoreline.errors import ConfigurationError

if TYPE_CHECKING:
    from tokenizers import Encoding

_TOKENS: Final = 128
"""Pieces of words of a sentence that are listened to."""

_BATCH: Final = 32
"""Sentences at once; of about one length, so that little is padded."""

NETWORK: Final = "model.onnx"
TOKENIZER: Final = "tokenizer.json"
CONFIG: Final = "config.json"


class Transformer:
    """A classifier of texts in ONNX, as ``optimum-cli export onnx`` writes it to a folder.

    A sentence's score is the probability of the label called positive minus that of the one
    called negative; of any others, like neutral, nothing is added.
    """

    def __init__(self, folder: Path) -> None:
        """Read the folder's ``model.onnx``, ``tokenizer.json`` and ``config.json``.

        Raises:
            ConfigurationError: The libraries are not installed, a file is missing or damaged, or
                no label is called positive or negative.
        """
        try:
            import onnxruntime  # noqa: PLC0415 - an extra
            from tokenizers import Tokenizer  # noqa: PLC0415
        except ModuleNotFoundError as error:
            raise ConfigurationError(
                "a transformer needs more libraries: pip install 'scoreline[transformer]'"
            ) from error
        for name in (NETWORK, TOKENIZER, CONFIG):
            if not (folder / name).is_file():
                raise ConfigurationError(
                    f"no {name} in {folder}: export the model there with optimum-cli export onnx"
                )
        try:
            named = json.loads((folder / CONFIG).read_text(encoding="utf-8"))["id2label"]
            labels = {int(place): str(label) for place, label in named.items()}
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._network = onnxruntime.InferenceSession(
                str(folder / NETWORK), providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # each library has its own
            raise ConfigurationError(f"no readable model in {folder}: {error}") from error
        self._good, self._bad = (_place(labels, word) for word in ("pos", "neg"))
        self._tokenizer.enable_truncation(max_length=_TOKENS)
        self._tokenizer.enable_padding()
        self._inputs = [each.name for each in self._network.get_inputs()]

    def scores(self, sentences: Sequence[str]) -> list[float]:
        """Return a number from -1 (bad) to 1 (good) for each sentence."""
        heard = np.zeros(len(sentences))
        for part in _batches(sentences):
            encoded = self._tokenizer.encode_batch([sentences[place] for place in part])
            [logits, *_] = self._network.run(None, self._fed(encoded))
            chances = softmax(logits, axis=1)
            heard[part] = chances[:, self._good] - chances[:, self._bad]
        return [float(score) for score in heard]

    def _fed(self, encoded: "Sequence[Encoding]") -> dict[str, Any]:
        given = {
            "input_ids": [each.ids for each in encoded],
            "attention_mask": [each.attention_mask for each in encoded],
            "token_type_ids": [each.type_ids for each in encoded],
        }
        return {name: np.array(given[name], dtype=np.int64) for name in self._inputs}


def _batches(sentences: Sequence[str]) -> Iterator[list[int]]:
    """Yield numbers of sentences, the shortest first."""
    order = sorted(range(len(sentences)), key=lambda place: len(sentences[place]))
    for start in range(0, len(order), _BATCH):
        yield order[start : start + _BATCH]


def _place(labels: Mapping[int, str], word: str) -> int:
    found = [place for place, label in labels.items() if label.lower().startswith(word)]
    if len(found) != 1:
        named = ", ".join(labels.values())
        raise ConfigurationError(f"the labels must name one positive and one negative: {named}")
    return found[0]
