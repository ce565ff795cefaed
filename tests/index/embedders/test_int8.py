"""Linear layers in 8-bit integers."""

import pytest


@pytest.mark.model
def test_an_int8_layer_multiplies_nearly_as_the_float_one_and_each_row_alone() -> None:
    import torch

    from index.embedders.int8 import Int8Linear

    torch.manual_seed(3)
    layer = torch.nn.Linear(64, 32)
    states = torch.randn(40, 64) * torch.rand(40, 1) * 5
    with torch.inference_mode():
        exact, quick = layer(states), Int8Linear(layer)(states)
        alone = Int8Linear(layer)(states[:20])
    assert torch.nn.functional.cosine_similarity(exact, quick).min() > 0.999
    assert torch.equal(alone, quick[:20])


@pytest.mark.model
def test_the_original_encoder_is_left_alone() -> None:
    import torch

    from index.embedders.int8 import Int8Linear, with_int8_layers

    original = torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.Sequential(torch.nn.Linear(8, 2)))
    quantised = with_int8_layers(original)
    assert [type(module).__name__ for module in original.modules()].count("Linear") == 2
    assert sum(isinstance(module, Int8Linear) for module in quantised.modules()) == 2
