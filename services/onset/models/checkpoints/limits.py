"""Which architectures can be run: what the parts' configurations may say, and how they must fit each other."""

from typing import Any

from onset.models.checkpoints.errors import damaged, unsupported

Config = dict[str, Any]

NETWORKS = ("denoiser", "text_encoder", "vae_encoder", "vae_decoder")
"""Of an imported checkpoint; each is the Triton model `<checkpoint>_<network>`."""
SCHEDULERS = (
    "DDIMScheduler",
    "DDPMScheduler",
    "DEISMultistepScheduler",
    "DPMSolverMultistepScheduler",
    "DPMSolverSDEScheduler",
    "DPMSolverSinglestepScheduler",
    "EulerAncestralDiscreteScheduler",
    "EulerDiscreteScheduler",
    "HeunDiscreteScheduler",
    "KDPM2AncestralDiscreteScheduler",
    "KDPM2DiscreteScheduler",
    "LMSDiscreteScheduler",
    "PNDMScheduler",
    "UniPCMultistepScheduler",
)
"""Their noise is that of DDPM, so Euler steps walk it, whatever the folder's own way of sampling is."""
PREDICTIONS = ("epsilon", "v_prediction")
BETAS = ("linear", "scaled_linear", "squaredcos_cap_v2")
SPACINGS = ("leading", "linspace", "trailing")
TEXT_TOKENS = 77
"""CLIP's length."""
_LEVELS = ("DownBlock2D", "CrossAttnDownBlock2D", "UpBlock2D", "CrossAttnUpBlock2D")
_MIDDLE = "UNetMidBlock2DCrossAttn"
_PLAIN_UNET: dict[str, tuple[Any, ...]] = {
    "class_embed_type": (None,),
    "num_class_embeds": (None,),
    "encoder_hid_dim": (None,),
    "encoder_hid_dim_type": (None,),
    "dual_cross_attention": (None, False),
    "time_cond_proj_dim": (None,),
    "conv_in_kernel": (None, 3),
    "conv_out_kernel": (None, 3),
}
"""What these fields may say; anything else asks for inputs that Onset has nothing to give to."""
_MAX_VAE_LEVELS = 6
"""Each halves the sides but one, and orders come in multiples of 32 pixels."""
TIME_IDS = 6
"""Sizes that SDXL is told: of the original, of the crop's corner, of the target; height before width."""


def check(architecture: str, configs: dict[str, Config]) -> None:
    """Refuse what cannot be run.

    Raises:
        CheckpointError: CHECKPOINT_UNSUPPORTED or CHECKPOINT_DAMAGED, naming part, field and value.
    """
    _check_scheduler(configs["scheduler"])
    _check_vae(configs["vae"])
    widths = [_text_width(part, config) for part, config in configs.items() if part.startswith("text_encoder")]
    _check_unet(configs["unet"], architecture, sum(widths), configs["vae"].get("latent_channels", 4))
    if architecture == "sdxl":
        _check_added(configs["unet"], configs["text_encoder_2"])


def sample_px(unet: Config) -> tuple[int, int] | None:
    """Height and width of the latents that a U-Net was trained on, if it says so; diffusers lets it say one for both.

    Raises:
        CheckpointError: CHECKPOINT_DAMAGED.
    """
    said = unet.get("sample_size")
    if said is None:
        return None
    pair = said if isinstance(said, list) else [said, said]
    if len(pair) != 2 or not all(is_whole(side) and side > 0 for side in pair):
        raise damaged(f"The unet's sample_size is {said!r}, must be a whole number above 0 or two of them.")
    height, width = pair
    return height, width


def is_whole(value: object) -> bool:
    """Whether JSON has it as a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def _check_scheduler(config: Config) -> None:
    _among("scheduler", config, "prediction_type", PREDICTIONS, "epsilon")
    _among("scheduler", config, "timestep_spacing", SPACINGS, "leading")
    if config.get("trained_betas") is None:
        _among("scheduler", config, "beta_schedule", BETAS, "linear")
    for field in ("use_exponential_sigmas", "use_beta_sigmas", "use_flow_sigmas", "use_lu_lambdas"):
        if config.get(field):
            raise unsupported(f"The scheduler's {field} is set; supported are even and Karras steps.")
    if config.get("timestep_type", "discrete") != "discrete":
        raise unsupported(f"The scheduler's timestep_type is {config['timestep_type']!r}, must be 'discrete'.")
    steps = config.get("num_train_timesteps", 1000)
    if not is_whole(steps) or not 100 <= steps <= 10_000:
        raise unsupported(f"The scheduler's num_train_timesteps is {steps!r}, must be 100..10000.")
    _check_whole("scheduler", config, "steps_offset", 0, least=0)


def _check_vae(config: Config) -> None:
    for field in ("latents_mean", "latents_std", "shift_factor"):
        if config.get(field) is not None:
            raise unsupported(f"The vae's {field} is set; supported are latents with one scaling_factor.")
    _check_whole("vae", config, "latent_channels", 4, least=1)
    scale = config.get("scaling_factor", 1.0)
    if not isinstance(scale, (int, float)) or isinstance(scale, bool) or not 0 < scale < float("inf"):
        raise damaged(f"The vae's scaling_factor is {scale!r}, must be a number above 0.")
    widths = config.get("block_out_channels")
    if not isinstance(widths, list) or not widths or not all(is_whole(width) and width > 0 for width in widths):
        raise damaged(f"The vae's block_out_channels is {widths!r}, must be a list of whole numbers above 0.")
    if len(widths) > _MAX_VAE_LEVELS:
        raise unsupported(
            f"The vae's block_out_channels is {widths!r}, of {len(widths)} levels; supported are {_MAX_VAE_LEVELS}."
        )


def _text_width(part: str, config: Config) -> int:
    if config.get("model_type", "clip_text_model") != "clip_text_model":
        raise unsupported(f"The {part}'s model_type is {config['model_type']!r}, must be 'clip_text_model'.")
    if config.get("max_position_embeddings", TEXT_TOKENS) != TEXT_TOKENS:
        raise unsupported(f"The {part} reads {config['max_position_embeddings']} tokens; supported are {TEXT_TOKENS}.")
    if config.get("use_attention_mask"):
        raise unsupported(f"The {part}'s use_attention_mask is set, which is not supported.")
    if "vocab_size" in config:
        _check_whole(part, config, "vocab_size", None, least=1)
    return _check_whole(part, config, "hidden_size", None, least=1)


def _check_unet(config: Config, architecture: str, text_width: int, latent_channels: int) -> None:
    for field, plain in _PLAIN_UNET.items():
        if config.get(field) not in plain:
            raise unsupported(f"The unet's {field} is {config[field]!r}, must be {plain[-1]!r}.")
    for field in ("down_block_types", "up_block_types"):
        if not isinstance(config.get(field, []), list):
            raise damaged(f"The unet's {field} is {config[field]!r}, must be a list of names.")
    kinds = (*config.get("down_block_types", ()), *config.get("up_block_types", ()))
    middle = config.get("mid_block_type", _MIDDLE)
    if odd := [kind for kind in kinds if kind not in _LEVELS] or [middle] * (middle != _MIDDLE):
        raise unsupported(f"The unet has a {odd[0]}; supported are {', '.join((*_LEVELS, _MIDDLE))}.")
    for field in ("in_channels", "out_channels"):
        if config.get(field, 4) != latent_channels:
            raise unsupported(
                f"The unet's {field} is {config.get(field)}, but the vae's latents have {latent_channels} channels; "
                "networks for inpainting, depth or editing are not supported."
            )
    sample_px(config)
    heard = config.get("cross_attention_dim", 1280)
    if heard != text_width:
        raise unsupported(f"The unet reads text {heard} wide, the text encoders write it {text_width} wide.")
    added, usual = config.get("addition_embed_type"), {"sd": None, "sdxl": "text_time"}[architecture]
    if added != usual:
        raise unsupported(f"The unet's addition_embed_type is {added!r}, must be {usual!r}.")


def _check_added(unet: Config, text_encoder: Config) -> None:
    """Pooled text and sizes beside the text, as SDXL has them."""
    pooled, size = text_encoder.get("projection_dim"), unet.get("addition_time_embed_dim")
    total = unet.get("projection_class_embeddings_input_dim")
    if not is_whole(pooled) or not is_whole(size) or total != pooled + TIME_IDS * size:
        raise unsupported(
            f"The unet's projection_class_embeddings_input_dim is {total}; pooled text of {pooled} and {TIME_IDS} "
            f"sizes of {size} were expected. SDXL's refiner, which reads an aesthetic score, is not supported."
        )


def _among(part: str, config: Config, field: str, choices: tuple[str, ...], default: str) -> None:
    if config.get(field, default) not in choices:
        raise unsupported(f"The {part}'s {field} is {config[field]!r}; supported are {', '.join(choices)}.")


def _check_whole(part: str, config: Config, field: str, default: int | None, *, least: int) -> int:
    """A field's value; a default of None is for what must be there."""
    value = config.get(field, default)
    if not is_whole(value) or value < least:
        raise damaged(f"The {part}'s {field} is {value!r}, must be a whole number from {least} on.")
    return int(value)
