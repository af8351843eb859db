"""Writes the reader model as the package carries it: an 8-bit ONNX encoder, its heads, and the tokenizer.

    python training/export.py --encoder DIR --weights DIR/model.pt --out DIR [--calibration FILE.json]

``encoder.onnx`` takes ``ids`` (1, pieces) and gives ``states`` (1, pieces, size): windows are encoded one at a time, so
that what is read of one does not depend on its neighbours. ``heads.npz`` holds the heads in half precision and the
names of their classes; ``vocabulary.txt`` the word pieces.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from network import FACTUALITY, MODES, OUTCOME, ROLES, ROOTS, TYPES, ReaderModel
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from torch import Tensor, nn


class Bare(nn.Module):
    """The encoder alone, for one window without padding."""

    def __init__(self, model: ReaderModel) -> None:
        super().__init__()
        self.encoder = model.encoder

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("encoder", "weights", "out"):
        ap.add_argument(f"--{name}", type=Path, required=True)
    ap.add_argument("--full", action="store_true", help="keep 32 bits, to see what 8 cost")
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    model = ReaderModel(args.encoder)
    model.load_state_dict(torch.load(args.weights, weights_only=True))
    model.eval()
    config = model.encoder.config
    with tempfile.TemporaryDirectory() as place:
        raw, fused = Path(place) / "raw.onnx", Path(place) / "fused.onnx"
        ids = torch.randint(1000, 2000, (1, 40))
        torch.onnx.export(
            Bare(model), (ids, torch.ones_like(ids)), str(raw), input_names=["ids", "mask"], output_names=["states"],
            dynamic_axes={"ids": {1: "n"}, "mask": {1: "n"}, "states": {1: "n"}}, opset_version=17, dynamo=False,
        )  # fmt: skip
        options = FusionOptions("bert")
        options.enable_embed_layer_norm = False
        small = optimizer.optimize_model(
            str(raw), "bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size,
            optimization_options=options,
        )  # fmt: skip
        small.save_model_to_file(str(fused))
        if args.full:
            shutil.copy(fused, args.out / "encoder.onnx")
        else:
            quantize_dynamic(
                str(fused), str(args.out / "encoder.onnx"), weight_type=QuantType.QInt8, per_channel=True,
                op_types_to_quantize=["MatMul", "Attention", "Gather"], reduce_range=False,
                extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
            )  # fmt: skip
    heads = {k: v.half().numpy() for k, v in model.state_dict().items() if not k.startswith("encoder.")}
    names = {
        "types": TYPES,
        "mode_names": MODES,
        "roots": ROOTS,
        "factualities": FACTUALITY,
        "outcomes": OUTCOME,
        "roles": ROLES,
    }
    np.savez_compressed(args.out / "heads.npz", **heads, **{f"names.{k}": np.array(v) for k, v in names.items()})
    shutil.copy(args.encoder / "vocab.txt", args.out / "vocabulary.txt")
    sizes = {p.name: round(p.stat().st_size / 2**20, 1) for p in args.out.iterdir()}
    print(sizes, len(onnx.load(args.out / "encoder.onnx").graph.node), "nodes")


if __name__ == "__main__":
    main()
