# make run | make gradio | make quick | make test-fast | make test | make check | make bench | make checkpoints | make scores | make docs | make lock | make vendor | make bundles | make kernel | make engine | make image-engine | make mutants MODULE=FILE
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONPATH := $(CURDIR)

# PyTorch's small CPU wheels (cpu), its default ones, which bring CUDA on Linux (default), or what fits this machine (auto): scripts/cpu_torch.py
TORCH ?= auto

.PHONY: run gradio test test-fast quick check format bench checkpoints failures compared scores zoo zoo-gpu outcomes browser node docs lock vendor bundles kernel engine image-engine mutants

run: $(VENV)/installed
	$(BIN)/python -m gan_core serve --port $(or $(PORT),8501)

# The generator alone, on http://localhost:7860 (PORT=8000 make gradio for another port)
gradio: $(VENV)/installed-gradio
	$(BIN)/python -m gan_core demo --port $(or $(PORT),7860)

# The browser's modules: formatted, linted and typed with what package.json names; tested by Node.js alone
NODE_TEST := node --test --test-reporter=dot $$(find tests/browser_unit -name "*.test.mjs")
PYTEST := OMP_WAIT_POLICY=passive $(BIN)/python -m pytest -n 2 --dist loadfile
test: $(VENV)/installed-test browser node_modules/installed
	$(NODE_TEST)
	$(PYTEST)

# Without a browser, killed processes and counted outcomes: tests/conftest.py marks them
test-fast: $(VENV)/installed-test node_modules/installed
	$(NODE_TEST)
	$(PYTEST) -m "not browser and not process and not counted"

# The mathematics, networks, settings and words: under a minute
quick: $(VENV)/installed-test node
	$(NODE_TEST)
	$(PYTEST) tests/theory tests/losses tests/models tests/latent tests/web/ui tests/test_config.py tests/test_conv_arithmetic.py tests/test_divergences.py tests/test_paths.py tests/test_requirements.py

# Do the tests notice? One change of MODULE at a time: make mutants MODULE=gan_core/latent/animation.py [MORE="--count 50 --tests ..."]
mutants: $(VENV)/installed-test node_modules/installed
	$(if $(filter %.mjs,$(MODULE)),node scripts/mutants.mjs,$(BIN)/python -m scripts.mutants) $(MODULE) $(MORE)

check: $(VENV)/installed-test node_modules/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32
	$(BIN)/mypy --platform darwin
	$(BIN)/lint-imports
	node_modules/.bin/biome check --error-on-warnings
	node_modules/.bin/tsc
	node scripts/bundle.mjs --check

format: $(VENV)/installed-test node_modules/installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	node_modules/.bin/biome check --write

bench: $(VENV)/installed-test browser
	OMP_WAIT_POLICY=passive $(BIN)/python -m benchmarks

# The recipes of the shipped models: hours on a CPU, minutes on a GPU
checkpoints: $(VENV)/installed
	nice $(BIN)/python scripts/train_classifier.py --dataset fashion-mnist --epochs 10
	nice $(BIN)/python scripts/train_classifier.py --dataset mnist --epochs 3
	nice $(BIN)/python scripts/train_classifier.py --dataset cifar10 --epochs 10
	nice $(BIN)/python -m gan_core train --preset cgan-projection-fashion-mnist --threads 1 --out runs/cgan-fashion-mnist
	nice $(BIN)/python -m gan_core train --preset cgan-small-fashion-mnist --threads 1 --out runs/cgan-small-fashion-mnist
	nice $(BIN)/python -m gan_core train --preset cgan-embedding-fashion-mnist --threads 1 --out runs/cgan-embedding-fashion-mnist
	$(BIN)/python scripts/ship_run.py runs/cgan-fashion-mnist checkpoints/cgan-fashion-mnist
	$(BIN)/python scripts/ship_run.py runs/cgan-small-fashion-mnist checkpoints/cgan-small-fashion-mnist
	$(BIN)/python scripts/ship_run.py runs/cgan-embedding-fashion-mnist checkpoints/cgan-embedding-fashion-mnist
	$(MAKE) zoo failures

# Every objective of the course on CIFAR-10, and the conditional three: days on a CPU. EPOCHS=5 ends sooner, an interrupted one is resumed by gan_core resume.
# Each kept checkpoint is scored, for the curves of the Evaluation page, before all but the last are left behind
# FACES=DIR adds the faces
ZOO := gan-cifar10 dcgan-cifar10 lsgan-cifar10 wgan-cifar10 wgan-gp-cifar10 cgan-cifar10 cgan-mnist cgan-mlp-fashion-mnist cwgan-gp-fashion-mnist \
	$(if $(FACES),dcgan-faces)
zoo: $(VENV)/installed
	for name in $(ZOO); do \
	  nice $(BIN)/python -m gan_core train --preset $$name --out runs/$$name $(if $(FACES),$$(test $$name != dcgan-faces || echo --data-dir $(FACES))) --set sample_every=50 --set keep_checkpoints=40 $(if $(EPOCHS),--epochs $(EPOCHS)) && \
	  { test $$name = dcgan-faces || nice $(BIN)/python scripts/score_checkpoints.py runs/$$name --every; } && \
	  $(BIN)/python scripts/ship_run.py runs/$$name checkpoints/$$name --generator-only --pictures 8 && \
	  { test $$name != dcgan-faces || $(BIN)/python scripts/pack_models.py dcgan-faces; } || exit 1; done

# The same on one GPU in twelve minutes
zoo-gpu: $(VENV)/installed
	$(BIN)/python scripts/zoo_gpu.py --out runs/zoo-gpu $(if $(FACES),--faces $(FACES)) $(if $(MINUTES),--minutes $(MINUTES))

# How many trainings of a recipe live: hours on a CPU. RECIPES="lsgan-cifar10:batch_size=64 dcgan-cifar10" for others
outcomes: $(VENV)/installed
	nice $(BIN)/python scripts/count_outcomes.py $(RECIPES)

# The recorded failures: minutes; half an hour for that of LSGAN
FAILURE := nice $(BIN)/python -m gan_core train --preset gan-fashion-mnist --dataset fashion-mnist-10k --threads 1 --epochs 1000 --batch-size 64 \
	--set precision='"float32"' --set ema_decay=0 --set sample_every=20 --set checkpoint_every=100000
failures: $(VENV)/installed
	$(FAILURE) --max-steps 900 --set hidden_dim=64 --set generator_lr=0.005 --set discriminator_lr=1e-4 --set log_every=5 --out runs/failure-partial-collapse
	$(FAILURE) --max-steps 700 --set hidden_dim=128 --set generator_lr=0.005 --set discriminator_lr=2e-5 --out runs/failure-complete-collapse
	$(FAILURE) --model dcgan --max-steps 350 --set base_channels=16 --set generator_lr=5e-5 --set discriminator_lr=2e-3 --set n_critic=2 --set log_every=5 --out runs/failure-convergence
	$(FAILURE) --model dcgan --max-steps 300 --set base_channels=16 --set generator_lr=2e-3 --set discriminator_lr=1e-6 --out runs/failure-generator-wins
	$(FAILURE) --preset cgan-projection-fashion-mnist --max-steps 500 --set base_channels=16 --set generator_lr=0.01 --set discriminator_lr=1e-4 \
	  --set r1_weight=0 --set beta2=0.999 --out runs/failure-cgan-collapse
	$(FAILURE) --preset cwgan-gp-fashion-mnist --max-steps 1000 --set base_channels=16 --set loss=wgan --set clip_labels=true --set n_critic=3 --set generator_lr=0.001 --set discriminator_lr=0.001 --out runs/failure-ignored-label
	nice $(BIN)/python -m gan_core train --preset lsgan-cifar10 --threads 1 --epochs 100000 --batch-size 64 --max-steps 1500 --seed 2 \
	  --set sample_every=25 --set checkpoint_every=250 --set keep_checkpoints=1 --out runs/failure-lsgan
	$(BIN)/python scripts/ship_run.py runs/failure-lsgan checkpoints/failure-lsgan --no-weights --pictures 12
	for name in partial-collapse complete-collapse convergence generator-wins cgan-collapse ignored-label; do \
	  $(BIN)/python scripts/ship_run.py runs/failure-$$name checkpoints/failure-$$name --no-weights --pictures 20; done

# What is recorded to be compared, pair by pair: minutes
COMPARED := $(FAILURE) --preset cgan-browser --max-steps 500 --set base_channels=8 --set checkpoint_every=500
compared: $(VENV)/installed
	$(COMPARED) --out runs/compare-with-labels
	$(COMPARED) --set wrong_labels=0.2 --out runs/compare-wrong-labels
	$(COMPARED) --set conditioning=none --out runs/compare-without-labels
	$(COMPARED) --set conditioning=none --set generator_norm=none --out runs/compare-without-norm
	for name in with-labels wrong-labels without-labels without-norm; do \
	  $(BIN)/python scripts/score_checkpoints.py runs/compare-$$name --every --n 2000 && \
	  $(BIN)/python scripts/ship_run.py runs/compare-$$name checkpoints/compare-$$name --no-weights --pictures 16; done

# INCEPTION=FILE adds the real FID: python scripts/score_checkpoints.py --help
scores: $(VENV)/installed
	$(BIN)/python scripts/score_checkpoints.py $(patsubst %/checkpoints,%,$(wildcard checkpoints/*/checkpoints)) $(if $(INCEPTION),--inception-weights $(INCEPTION))

PIP := $(BIN)/python -m pip install --quiet
$(VENV)/installed: requirements.txt constraints-cuda.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@cpu="$$($(BIN)/python scripts/cpu_torch.py $(TORCH))"; test -z "$$cpu" || $(PIP) $$cpu $(if $(filter auto,$(TORCH)),|| echo "PyTorch's CPU wheels could not be had: its default ones instead")
	$(PIP) -c constraints-cuda.txt -r requirements.txt
	$(PIP) --no-deps --editable .
	touch $@

$(VENV)/installed-gradio: requirements-gradio.txt $(VENV)/installed
	$(PIP) -c constraints-cuda.txt -r requirements-gradio.txt
	touch $@

$(VENV)/installed-test: requirements-test.txt $(VENV)/installed
	$(PIP) -c constraints-cuda.txt -r requirements-test.txt
	touch $@

# requirements*.txt and constraints-cuda.txt from pyproject.toml, with every package that comes along. UPGRADE=1 takes the newest that fit
lock: $(VENV)/installed
	$(PIP) uv==0.13.9
	$(BIN)/python -m scripts.lock $(if $(UPGRADE),--upgrade)

# The guides, Vietnamese where they are for lecturers, and the library's reference from its docstrings: site/index.html
docs: $(VENV)/installed
	$(PIP) pdoc==16.0.0
	$(BIN)/pdoc --docformat google --output-directory site/api gan_core
	$(BIN)/python -m scripts.docs_site

# A browser for the tests: Debian's Chromium without windows costs a third less per page than the one with them
browser: $(VENV)/installed-test
	@command -v chromium-headless-shell >/dev/null \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
	    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell; } \
	  || command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || $(BIN)/playwright install chromium

# Node.js and npm, when the machine has none
node:
	@command -v node >/dev/null && command -v npm >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm; \
	  else echo "Node.js 20 or newer and npm are needed"; exit 1; fi; }

node_modules/installed: package.json package-lock.json | node
	npm ci --no-audit --no-fund --ignore-scripts
	touch $@

# The loops of the generator in the browser (needs clang with WebAssembly, and lld)
kernel:
	clang --target=wasm32 -O3 -msimd128 -fno-builtin -nostdlib -Wl,--no-entry -Wl,--import-memory -Wl,--strip-all -o gan_core/browser/kernel.wasm gan_core/browser/kernel.c

# The playground's engine, for browsers and Python (the same; Debian's clang 14 gives the committed bytes)
ENGINE := gan_core/engine/playground.wasm
engine:
	clang --target=wasm32 -O2 -msimd128 -mbulk-memory -ffreestanding -nostdlib -Wall -Wextra -Werror -Wl,--no-entry -Wl,--strip-all -I gan_core/engine -o $(ENGINE) gan_core/engine/*.c

# The engine that trains GANs of pictures, on the same foundations
IMAGE_ENGINE := gan_core/image_engine/images.wasm
FOUNDATIONS := $(patsubst %,gan_core/engine/%.c,memory vectors random matrix objectives optimisers)
image-engine:
	clang --target=wasm32 -O3 -msimd128 -mbulk-memory -ffreestanding -nostdlib -Wall -Wextra -Werror -Wl,--no-entry -Wl,--strip-all -I gan_core/engine -o $(IMAGE_ENGINE) gan_core/image_engine/*.c $(FOUNDATIONS)

# Libraries of others for the browser, from the versions pinned in package-lock.json
vendor: node_modules/installed
	scripts/vendor.sh

# Modules that are written into an HTML file
bundles: node_modules/installed
	node scripts/bundle.mjs
