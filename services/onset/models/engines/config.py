"""Triton's configuration of an engine: with the tensors of the embedded model of its name, and the catalog's queue."""

from collections.abc import Sequence

from onset.models.engines.catalog import BATCH, Network, Profile
from onset.models.engines.manifest import Manifest
from onset.models.engines.tensors import Tensor

_MICROSECONDS = 1_000_000


def config_of(network: Network, manifests: Sequence[Manifest]) -> str:
    """`config.pbtxt` for the engines of one network, one for each target.

    Requests that wait too long or are too many are refused. Before the model is ready it runs once in its most frequent
    shape, as kernels are loaded by their first use.
    """
    signature, serving = manifests[0].signature, network.serving
    delay = f"  max_queue_delay_microseconds: {serving.delay_us}\n" if serving.delay_us else ""
    files = (
        f'  {{ key: "{capability(each.recipe.target)}" value: "{each.recipe.target}.plan" }}' for each in manifests
    )
    return (
        f'name: "{network.model}"\n'
        'platform: "tensorrt_plan"\n'
        f"max_batch_size: {network.max_batch}\n"
        f"input [\n{_tensors(signature.inputs)}\n]\n"
        f"output [\n{_tensors(signature.outputs)}\n]\n"
        "instance_group [ { kind: KIND_GPU count: 1 } ]\n"
        "dynamic_batching {\n"
        f"{delay}"
        f"  default_queue_policy {{ max_queue_size: {serving.queue} timeout_action: REJECT "
        f"default_timeout_microseconds: {serving.timeout_s * _MICROSECONDS} allow_timeout_override: true }}\n"
        "}\n"
        f"{_warm_up(network.profiles[0], signature.inputs)}"
        "# Which file is for which kind of GPU.\n"
        "cc_model_filenames [\n" + ",\n".join(files) + "\n]\n"
    )


def capability(target: str) -> str:
    """`sm89` as Triton writes it: `8.9`."""
    digits = target.removeprefix("sm")
    return f"{digits[:-1]}.{digits[-1]}"


def _tensors(tensors: Sequence[Tensor]) -> str:
    return ",\n".join(
        f'  {{ name: "{tensor.name}" data_type: TYPE_{tensor.type} {_dims(tensor.shape[1:])} }}' for tensor in tensors
    )


def _dims(shape: Sequence[int | str]) -> str:
    """Without the batch's axis. One number a row is an axis of one to Triton, which it takes away again."""
    sizes = ", ".join("-1" if isinstance(size, str) else str(size) for size in shape)
    return f"dims: [ {sizes} ]" if shape else "dims: [ 1 ] reshape { shape: [] }"


def _warm_up(profile: Profile, tensors: Sequence[Tensor]) -> str:
    inputs = ""
    for tensor in tensors:
        sizes = [profile[size][1] if isinstance(size, str) else size for size in tensor.shape[1:]] or [1]
        inputs += (
            f'    inputs {{ key: "{tensor.name}" value {{ data_type: TYPE_{tensor.type} '
            f"dims: [ {', '.join(map(str, sizes))} ] zero_data: true }} }}\n"
        )
    return f'model_warmup [\n  {{\n    name: "usual"\n    batch_size: {profile[BATCH][1]}\n{inputs}  }}\n]\n'
