"""Errors a person caused and can mend: each says what came, what is accepted, what to do.

An error carries a `code` and `fields`; `str(error)` is the English sentence, and the pages look the
same code up in their own language (`errors.<code>` in `locales/`).
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TypedDict

MESSAGES: dict[str, str] = {
    "too_many_requests": "server: {accepted} of your requests are being answered; wait for them, then ask again.",
    "request_slow": "request: it did not arrive within {seconds} seconds; send it again.",
    "value": "{field}: got {came}; accepted: {accepted}.",
    "combination": "{field} = {came} does not fit {other}: {accepted}.",
    "unknown_setting": "unknown setting {came}; accepted: {accepted}.",
    "label": "label: got {came}; accepted: {accepted}.",
    "unconditional": "label: got {came}, but this model was trained without classes; leave the label out.",
    "missing_path": "{field}: {came} does not exist.",
    "not_a_folder": "{field}: {came} is a file; accepted: a folder of images, or a .zip of them.",
    "no_images": "{came}: holds no readable image; accepted: {accepted}.",
    "too_many_images": "{came}: holds more than {accepted} images; give fewer.",
    "too_few_images": "{came}: holds {count} images that can be read; accepted: at least {accepted}.",
    "mixed_sizes": "{came}: holds images of different sizes ({sizes}); accepted: square images of one size.",
    "inception_missing": "Inception weights: not on this machine and could not be downloaded ({reason}); "
    "give the weights file, or take the extractor 'fashion'.",
    "inception_foreign": "Inception weights {came}: cut short, or another file; accepted: weights-inception-2015-12-05-6726825d.pth, "
    "as torch-fidelity publishes it.",
    "inception_headless": "Inception weights {came}: they lack the last layer, which 'is' needs; "
    "take torch-fidelity's file, or leave 'is' out.",
    "dataset_missing": "data set {came} is not on this machine and could not be downloaded ({reason}); "
    "set GAN_DATA_DIR to a folder that holds it, or choose {accepted}.",
    "dataset_damaged": "data set {came}: damaged ({reason}); delete it and get it again.",
    "not_a_zip": "{field}: not a zip file that can be read ({reason}); accepted: a zip of images, one folder a class.",
    "upload_too_large": "upload: got {came}; accepted: at most {accepted}.",
    "uploads_full": "upload: the server keeps at most {accepted} of images, and all of them are in use; "
    "try again when a training has ended.",
    "checkpoint_foreign": "checkpoint {came}: not a GAN Classroom checkpoint ({reason}); "
    "accepted: a run directory, or a .safetensors file beside its .json.",
    "checkpoint_damaged": "checkpoint {came}: the file is damaged or cut short ({reason}); use an earlier one.",
    "checkpoint_shapes": "checkpoint {came}: {reason}; it belongs to another model than its config says.",
    "no_checkpoint": "run {came}: no checkpoint is left to go on from; start it anew with its settings.",
    "data_changed": "data: found {came}; the run was trained on {before}. Put the images back as they were, "
    "or go on with these: 'resume --accept-data'.",
    "data_other_images": "data: the run was trained on as many images of the same classes ({came}), but not on these, or in another order. "
    "Put the images back as they were, or go on with these: 'resume --accept-data'.",
    "data_classes": "data: found {came}; accepted: {accepted} classes, which the networks know. Start a new run.",
    "not_a_run": "{came}: not a run directory (no config.json); accepted: a folder written by 'train'.",
    "run_exists": "{field}: {came} already holds a run; give a new folder, or go on with 'resume'.",
    "run_busy": "{field}: {came} is being trained by another process; stop that one first, or wait for it.",
    "run_unreadable": "run {came}: its files cannot be read ({reason}); look at who owns them.",
    "run_gone": "run {came}: it is not here any more; it was stopped before its first step, or deleted.",
    "run_over": "run {came}: it is {state}, so nothing can be changed; resume it first.",
    "shipped_run": "run {came}: it came with the app and stays as it is; start a training of your own.",
    "no_discriminator": "run {came}: its checkpoint holds G alone, and without D no training can go on; start one anew with its settings.",
    "not_owner": "training: only who started it may control it, or who gives the presenter's PIN.",
    "pin_tries": "presenter's PIN: too many wrong ones; wait {seconds} seconds.",
    "training_memory": "training: it would take about {came} MB of memory; accepted: {accepted} MB. Take a smaller batch_size, image_size, "
    "base_channels or hidden_dim.",
    "training_disk": "training: its checkpoints would take {came} MB; accepted: {accepted} MB. "
    "Keep fewer of them, or take a smaller network.",
    "training_slow": "training: it has not come to the end of its step within {seconds} seconds; try again.",
    "too_many_jobs": "training: this would be your job number {came}; accepted: {accepted} at once. Wait for one, or stop it.",
    "queue_full": "training: the queue is full; accepted: {accepted} waiting jobs. Try again when one has started.",
    "evaluation_mine": "scores: {came} models would be waiting for you; accepted: {accepted} at once. Wait for one, or cancel it.",
    "evaluation_full": "scores: the queue is full; accepted: {accepted} waiting models. Try again when one is done.",
    "evaluation_gone": "scores: {came} does not wait any more, or somebody else asked for it.",
    "evaluation_lost": "scores: the process that computes them ended unexpectedly; start again, with fewer pictures if memory is short.",
    "evaluation_minutes": "scores: this took longer than {accepted} minutes and was ended; take fewer pictures.",
    "hub_no_repository": "repository {came}: there is none of this name that you may see; check the name, or log in with `hf auth login`.",
    "hub_no_revision": "repository {came}: it has no such revision; give a branch, a tag or a commit of it.",
    "hub_denied": "repository {came}: not allowed; log in with `hf auth login`, or set HF_TOKEN to a token with the right to {right}.",
    "hub_unreachable": "repository {came}: {hub} cannot be reached ({reason}); check the network and try again.",
    "hub_refused": "repository {came}: {hub} refused ({reason}); try again later.",
    "hub_foreign_file": "repository {came}: it holds {name}, which no run has; accepted: {accepted}.",
    "hub_too_large": "repository {came}: {name} has {size}; accepted: at most {accepted}.",
    "hub_no_run": "repository {came}: not a run; accepted: one with config.json and a checkpoint, as 'push' sends it.",
    "device": "device: got {came}; this machine has {accepted}.",
    "output_type": "{field}: got {came}; accepted: {accepted}.",
    "conv_kernel_span": "kernel_size = {kernel_size} with dilation = {dilation} spans {span} cells, but the padded input has {padded}; "
    "take padding of at least {padding}, or a smaller kernel_size or dilation.",
    "conv_output_padding": "output_padding = {output_padding} does not fit stride = {stride} and dilation = {dilation}; "
    "take output_padding of at most {limit}, or a larger stride.",
    "conv_crop": "padding = {padding} crops the whole output of {full} cells; take padding of at most {limit}, "
    "or a larger input, kernel_size or stride.",
    "matrix_rows": "{field}: the rows have different lengths; give every row as many cells.",
    "matrix_shape": "{field}: got shape {came}; accepted: rows and columns, at least one of each.",
    "matrix_values": "{field}: holds something that is not a finite number; give a number in every cell.",
    "numbers": "{field}: holds something that is not a number; give real numbers.",
    "grid": "x: not a grid; give at least 3 finite numbers, each larger than the one before.",
    "grid_narrow": "x: the grid ends at {came}, where the integrand is still large; take a wider grid.",
    "density_shape": "{field}: got shape {came}; accepted: {accepted}, one value for each grid point.",
    "density_values": "{field}: got {came} at index {index}; a density is finite and never negative.",
    "density_area": "{field}: the area under it is {came} on this grid, not 1; scale it, or take a wider or finer grid.",
    "heights": "{field}: no density; give at least 2 heights, none of them negative, not all of them 0.",
    "playground_fixed": "{field}: cannot change while the game goes on; start a new one, or change {accepted}.",
    "outline_empty": "points: nothing to be seen in {came}; give letters, or a picture with clear edges.",
    "playground_moves": "playground: {accepted} changes were made, as many as are remembered; start anew.",
    "room_code": "code: {came} is not right any more, or never was; let the presenting window show a new one.",
    "room_tries": "code: too many wrong ones; wait {seconds} seconds.",
    "rooms_full": "notes on a phone: all {accepted} places of this server are in use; try again in ten minutes.",
    "room_gone": "notes on a phone: the presentation has ended, or the server was restarted; ask for a new code.",
    "picture_unreadable": "picture: not an image that can be read; accepted: {accepted}.",
    # why a training ended: gan_core/training/end_reasons.py
    "disk_full": "the server's disk is full; what was saved is kept: make room on the disk, then go on from there.",
    "disk_read_only": "the server's disk can be read but not written to; let its administrator make it writable, then try again.",
    "out_of_memory": "the server has run out of memory; "
    "the last good checkpoint is kept: resume when there is more, or start anew with a smaller batch or fewer channels.",
    "process_lost": "a process of the training was lost; the last good checkpoint is kept: resume from it.",
    "not_finite": "{number} became {value} at step {step}",
    "weights_not_finite": "a weight became infinite or NaN by step {step}",
    "minutes_over": "the limit of {minutes} minutes is reached",
    "unwatched": "nobody has watched for {minutes} minutes",
    "server_closed": "the server was shut down",
    "file_failed": "a file of the server cannot be written or read ({what})",
    "status_damaged": "status.json is missing or damaged",
    "unexpected": "an unexpected error: {what}",
}


LONGEST = 200  # letters that are repeated of what came


class Told(TypedDict):
    """An error as JSON."""

    code: str
    fields: dict[str, str]
    message: str


class GanError(Exception):
    """A mistake in what was asked for; never a bug. `code` names the sentence, `fields` fill it; a path among them is a `Path`."""

    def __init__(self, code: str, **fields: object) -> None:
        self.code = code
        self.fields = fields
        super().__init__(MESSAGES[code].format(**fields))

    def told(self) -> Told:
        """What somebody at a browser may know: of a path its last part, as the machine's folders are nobody's business."""
        fields = {name: value.name if isinstance(value, Path) else str(value) for name, value in self.fields.items()}
        if len(fields.get("came", "")) > LONGEST:  # whoever sent so much knows it
            fields["came"] = fields["came"][:LONGEST] + "…"
        return {"code": self.code, "fields": fields, "message": MESSAGES[self.code].format(**fields)}


def storage_error(error: OSError) -> GanError:
    """What a file's error means to a visitor: its sentence without the path, which belongs to the server."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return GanError("disk_full")
    if error.errno == errno.EROFS:
        return GanError("disk_read_only")
    return GanError("file_failed", what=error.strerror or type(error).__name__)


class ConfigError(GanError):
    """A setting is out of range, or two settings do not fit together."""


class DataError(GanError):
    """A data set or an image folder cannot be used."""


class CheckpointError(GanError):
    """A checkpoint or run directory cannot be read."""


class LabelError(GanError):
    """A class name or index does not exist in the model."""
