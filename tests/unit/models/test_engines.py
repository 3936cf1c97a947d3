"""Every network becomes an engine and a model of Triton, on a machine without a GPU; and what goes wrong is told."""

import json
import resource
import signal
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import text_format
from tritonclient.grpc.model_config_pb2 import DataType, ModelConfig, ModelInstanceGroup

from onset.models import environment, places
from onset.models.engines.catalog import read_catalog
from onset.models.engines.errors import EngineError
from onset.models.places import PROJECT_ROOT
from tests.engines_fixture import LIBRARY, TARGET, models_command, start_models_command
from tests.support.model_checks import found_by

NETWORKS = {network.name: network for network in read_catalog()}
EMBEDDED = PROJECT_ROOT / "model_repository"
SMALL = "vae_decoder"
"""The network that is built soonest."""


@pytest.fixture(scope="module")
def built() -> Any:
    environment.add(places.environment_folder(), environment.ENGINE_REQUIREMENTS, print)
    return found_by(Path(__file__).with_name("engine_checks.py"))


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """A folder with one engine."""
    assert models_command("engines", "--target", TARGET, "--model", SMALL, "--out", tmp_path)[0] == 0
    return tmp_path / TARGET / LIBRARY


def config_of(folder: Path) -> ModelConfig:
    return text_format.Parse((folder / "config.pbtxt").read_text(), ModelConfig())


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_is_built(name: str, engines: Path) -> None:
    folder = engines / TARGET / LIBRARY
    manifest = json.loads((folder / f"{name}.json").read_text())
    assert manifest["recipe"]["target"] == TARGET
    assert manifest["size_bytes"] == (folder / f"{name}.plan").stat().st_size > 1_000_000


@pytest.mark.parametrize("name", NETWORKS)
def test_engines_have_the_tensors_of_the_embedded_models(name: str, repository: Path) -> None:
    """What TensorRT says of the network that it has built, against what clients know."""
    network = NETWORKS[name]
    config = config_of(repository / network.model)
    if network.model == name:
        embedded = config_of(EMBEDDED / name)
        assert list(config.input) == list(embedded.input)
        assert list(config.output) == list(embedded.output)
        assert config.max_batch_size == embedded.max_batch_size
        assert config.dynamic_batching.default_queue_policy.max_queue_size == (
            embedded.dynamic_batching.default_queue_policy.max_queue_size
        )
    else:
        assert config_of(repository / name).parameters["ENGINE"].string_value == network.model
    assert (config.name, config.platform) == (network.model, "tensorrt_plan")
    assert [group.kind for group in config.instance_group] == [ModelInstanceGroup.KIND_GPU]
    assert config.dynamic_batching.default_queue_policy.max_queue_size > 0
    for target, file in config.cc_model_filenames.items():
        assert target == "8.9"
        assert (repository / network.model / "1" / file).stat().st_size > 1_000_000


def test_engines_run_once_in_a_usual_shape_before_they_are_ready(repository: Path) -> None:
    (warm_up,) = config_of(repository / "denoiser").model_warmup
    assert warm_up.batch_size == 16
    assert list(warm_up.inputs["LATENTS"].dims) == [4, 40, 24]
    assert warm_up.inputs["TEXT_MASK"].data_type == DataType.TYPE_BOOL


def test_every_embedded_model_is_in_the_repository_and_python_ones_are_as_they_were(repository: Path) -> None:
    embedded = {folder.name for folder in EMBEDDED.iterdir()}
    made = {folder.name for folder in repository.iterdir() if folder.is_dir()}
    assert made == embedded | {network.model for network in NETWORKS.values()}
    for name in made - {network.model for network in NETWORKS.values()}:
        script = Path("1") / "model.py"
        assert (repository / name / script).read_bytes() == (EMBEDDED / name / script).read_bytes()


def test_an_engine_that_is_there_is_not_built_again(one: Path) -> None:
    before = (one / f"{SMALL}.plan").stat()
    status, output, _ = models_command("engines", "--target", TARGET, "--model", SMALL, "--out", one.parents[1])
    assert (status, output) == (0, f"{SMALL} for {TARGET}: is there\n")
    assert (one / f"{SMALL}.plan").stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize("damage", ["engine", "manifest", "recipe"])
def test_an_engine_that_is_damaged_or_stale_is_built_again(one: Path, damage: str) -> None:
    plan, manifest = one / f"{SMALL}.plan", one / f"{SMALL}.json"
    if damage == "engine":
        content = bytearray(plan.read_bytes())
        content[len(content) // 2] ^= 1
        plan.write_bytes(content)
    elif damage == "manifest":
        manifest.write_text(manifest.read_text()[:100])
    else:
        manifest.write_text(manifest.read_text().replace('"model_sha256": "', '"model_sha256": "0'))
    status, output, _ = models_command("engines", "--target", TARGET, "--model", SMALL, "--out", one.parents[1])
    assert status == 0
    assert " MB after " in output
    fields = json.loads(manifest.read_text())
    assert fields["size_bytes"] == plan.stat().st_size


def test_ctrl_c_ends_a_build_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    process = start_models_command("engines", "--target", TARGET, "--model", "denoiser", "--out", tmp_path)
    assert process.stdout is not None
    assert "builds" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "stopped\n")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_disk_that_takes_no_more_leaves_nothing_half_written(tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4 << 20, 4 << 20))

    model = "voice_detector"
    status, _, errors = models_command(
        "engines", "--target", TARGET, "--model", model, "--out", tmp_path, preexec_fn=limit
    )
    assert (status, errors) == (1, f"error: File too large: {tmp_path / TARGET / LIBRARY / model}.plan\n")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_unknown_target_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    status, _, errors = models_command("engines", "--target", "sm42", "--out", tmp_path)
    assert status == 1
    assert errors == (
        "error: There is no target 'sm42'; there are sm75, sm80, sm86, sm89, sm90, sm100, sm103, sm120, sm121.\n"
    )


def test_a_target_of_data_centres_is_refused_with_where_it_can_be_built(tmp_path: Path) -> None:
    status, _, errors = models_command("engines", "--target", "sm89", "sm90", "--out", tmp_path)
    assert status == 1
    assert errors == (
        "error: tensorrt_rtx 1.7.1.116 builds for sm75, sm80, sm86, sm89, sm120, sm121 here, not for sm90. "
        "Install TensorRT on a node with such a GPU and run this there.\n"
    )


def test_a_repository_of_engines_that_triton_cannot_load_is_made_only_by_name(engines: Path, tmp_path: Path) -> None:
    status, _, errors = models_command("repository", "--engines", engines, "--out", tmp_path / "models")
    assert status == 1
    assert "which Triton does not load" in errors
    assert f"--library {LIBRARY}" in errors


def test_a_repository_does_not_take_the_place_of_something_else(engines: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    status, _, errors = models_command("repository", "--engines", engines, "--out", tmp_path, "--library", LIBRARY)
    assert (status, errors) == (1, f"error: {tmp_path} holds something that was not made here; name another folder.\n")
    assert (tmp_path / "mine").exists()


def test_a_repository_needs_all_engines(one: Path, tmp_path: Path) -> None:
    status, _, errors = models_command(
        "repository", "--engines", one.parents[1], "--out", tmp_path / "m", "--library", LIBRARY
    )
    assert status == 1
    assert errors.startswith(f"error: audio_encoder for {TARGET}: ")
    assert not (tmp_path / "m").exists()


def test_a_repository_has_the_models_of_imported_checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONSET_HOME", str(tmp_path))
    made = found_by(Path(__file__).with_name("engine_repository_checks.py"), tmp_path)
    assert made == sorted(["mine_denoiser", *(folder.name for folder in EMBEDDED.iterdir())])


def test_exported_files_are_those_that_are_served(tmp_path: Path) -> None:
    status, output, _ = models_command("export", "--model", SMALL, "beat_tracker", "--out", tmp_path)
    assert status == 0
    assert output == (
        "vae_decoder: LATENTS FP32 [B, 4, h, w] -> PICTURES FP32 [B, 3, H, W]\n"
        "beat_tracker: MEL FP32 [B, T, 128] -> ACTIVATIONS FP32 [B, T, 2], METRE FP32 [B, T, 4]\n"
    )
    assert (tmp_path / "beat_tracker.onnx").read_bytes() == NETWORKS["beat_tracker"].onnx.read_bytes()


def test_checkpoints_that_are_exported_into_one_folder_keep_their_weights(tmp_path: Path) -> None:
    assert found_by(Path(__file__).with_name("engine_export_checks.py"), tmp_path) == {
        "one_denoiser": 1.0,
        "two_denoiser": 2.0,
    }
    assert {file.name for file in (tmp_path / "out").iterdir()} == {
        f"{name}_denoiser.onnx{ending}" for name in ("one", "two") for ending in ("", ".data")
    }


@pytest.mark.parametrize("name", NETWORKS)
def test_half_precision_is_faithful_and_cannot_be_told_from_outside(name: str, built: Any) -> None:
    found = built["halved"][name]
    assert found["same_tensors"]
    assert found["halves"]
    assert found["finite"]
    # Frames of noise are the worst that the flow network can meet.
    assert found["error"] < (0.03 if name == "interpolator" else 0.005), found


def test_angles_stay_exact_and_values_are_rounded_once(built: Any) -> None:
    small = built["small"]
    assert small["error"] < 1e-3, "an angle of 1000 in half precision would be off by a quarter"
    assert small["casts"] == ["x/half/cast", "wave/half/cast", "y/cast", "z/cast"]
    assert small["casts_of_kept"] == ["x/half/cast", "z/cast"]


def test_constants_beyond_half_precision_stay_finite(built: Any) -> None:
    assert built["small"]["huge"] == [-32768]
    assert built["small"]["finite"]


def test_an_operator_that_tensorrt_does_not_take_is_named_with_its_node(built: Any) -> None:
    message = built["refusals"]["operator"]
    assert message.startswith(
        "small for sm89: tensorrt_rtx 1.7.1.116 does not take it. Unique at node '/head/unique': "
    )
    assert "/if" in built["refusals"]["nested"]


MALFORMED = {
    "": "no 'profiles'",
    "profiles = []": "no profile",
    "profiles = [{ T = [1, 2, 3] }]": "no axis B",
    "profiles = [{ B = [2, 1, 3] }]": "axis B has sizes",
    "profiles = [{ B = [1, 1, 3] }]\nmore = 1": "more is not known",
}


@pytest.mark.parametrize(("entry", "told"), MALFORMED.items())
def test_a_malformed_entry_of_a_catalog_is_named(entry: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "catalog.toml"
    path.write_text(f'[[network]]\nname = "a"\nonnx = "a"\nserving = {{ queue = 1, timeout_s = 1 }}\n{entry}\n')
    with pytest.raises(EngineError, match=told) as caught:
        read_catalog(path)
    assert str(caught.value).startswith(f"{path}: network[0] (a)")
