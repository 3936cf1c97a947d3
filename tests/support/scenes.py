"""A plain scene to vary."""

from onset.timeline.brief import TransitionKind
from onset.timeline.plan import (
    CameraMove,
    CameraPose,
    CameraStyle,
    Cue,
    CueKind,
    Scene,
    Transition,
    Visual,
    VisualKind,
)

POSE = CameraPose(1.0, 0.0, 0.0, 0.0)
SCENE = Scene(
    start_frame=0,
    end_frame=1,
    visual=Visual(VisualKind.GENERATED, "", "ocean", 1, "test"),
    camera=CameraMove(CameraStyle.STATIC, POSE, POSE),
    transition=Transition(TransitionKind.CUT, 0),
    cue=Cue(0, CueKind.START, 1.0, "start"),
    keyframes=(),
    text="",
    energy=0.5,
)
