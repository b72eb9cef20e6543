"""A transformer on this machine hears sentences through the same interface as the lexicon."""

import json
from pathlib import Path

import numpy as np
import pytest

from scoreline.errors import ConfigurationError
from scoreline.home import open_home
from scoreline.jobs.news import reader_at
from scoreline.news.transformer import Transformer
from scoreline.settings import keep_setting

onnx = pytest.importorskip("onnx", reason="onnx is not installed")
tokenizers = pytest.importorskip("tokenizers", reason="tokenizers is not installed")
pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")

WORDS = {"[PAD]": 0, "[UNK]": 1, "win": 2, "brilliant": 3, "injury": 4, "defeat": 5}
WEIGHTS = [[0.0, 0.0], [0.0, 0.0], [-1.0, 1.0], [-2.0, 2.0], [1.0, -1.0], [2.0, -2.0]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a network that adds up what its words weigh: negative, positive."""
    helper, kind = onnx.helper, onnx.TensorProto
    nodes = [
        helper.make_node("Gather", ["weights", "input_ids"], ["each"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=kind.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["wide"]),
        helper.make_node("Mul", ["each", "wide"], ["heard"]),
        helper.make_node("ReduceSum", ["heard", "middle"], ["logits"], keepdims=0),
    ]
    shape = ["batch", "length"]
    graph = helper.make_graph(
        nodes,
        "bag of words",
        [
            helper.make_tensor_value_info(name, kind.INT64, shape)
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("logits", kind.FLOAT, ["batch", 2])],
        [
            onnx.numpy_helper.from_array(np.array(WEIGHTS, dtype=np.float32), "weights"),
            onnx.numpy_helper.from_array(np.array([2], dtype=np.int64), "last"),
            onnx.numpy_helper.from_array(np.array([1], dtype=np.int64), "middle"),
        ],
    )
    opset = [helper.make_opsetid("", 17)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=8)
    onnx.save(model, str(tmp_path / "model.onnx"))
    words = tokenizers.models.WordLevel(WORDS, unk_token="[UNK]")
    tokenizer = tokenizers.Tokenizer(words)
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    label(tmp_path, "NEGATIVE", "POSITIVE")
    return tmp_path


def label(folder: Path, *labels: str) -> None:
    named = {str(place): name for place, name in enumerate(labels)}
    (folder / "config.json").write_text(json.dumps({"id2label": named}), encoding="utf-8")


def test_scores_are_the_chance_of_good_minus_that_of_bad(folder: Path) -> None:
    heard = Transformer(folder).scores(["brilliant win", "injury", "they play", "defeat"])
    assert heard == pytest.approx([np.tanh(3), np.tanh(-1), 0.0, np.tanh(-2)], abs=1e-6)


def test_a_sentence_sounds_the_same_alone_as_among_a_hundred(folder: Path) -> None:
    model = Transformer(folder)
    many = [" ".join(["win", "injury", "they"] * (place % 7)) + " win" for place in range(100)]
    assert model.scores(many) == pytest.approx([model.scores([each])[0] for each in many], abs=1e-6)
    assert model.scores([]) == []


def test_a_sentence_without_end_is_heard_from_its_beginning(folder: Path) -> None:
    model = Transformer(folder)
    assert model.scores(["they " * 128 + "defeat"]) == pytest.approx([0.0])


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_folder_that_lacks_a_file_or_has_it_damaged_says_so(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"{ no model")
    with pytest.raises(ConfigurationError, match="no readable model"):
        Transformer(folder)
    (folder / name).unlink()
    with pytest.raises(ConfigurationError, match=f"no {name} in"):
        Transformer(folder)


def test_a_home_whose_settings_name_a_model_listens_by_it(folder: Path, tmp_path: Path) -> None:
    keep_setting(tmp_path, "SCORELINE_SENTIMENT_MODEL", str(folder))
    with open_home(tmp_path) as home:
        reader = reader_at(home)
    assert isinstance(reader.sentiment, Transformer)


def test_labels_that_do_not_say_which_is_good_are_refused(folder: Path) -> None:
    label(folder, "LABEL_0", "LABEL_1")
    with pytest.raises(ConfigurationError, match="one positive and one negative: LABEL_0"):
        Transformer(folder)
