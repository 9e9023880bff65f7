# The whole app: a Hugging Face Docker Space (docs/spaces.md), or `docker build -t gan-classroom . && docker run -p 7860:7860 gan-classroom`
FROM python:3.11-slim

# Spaces run a container as user 1000. The app may write to its home and to /data only: its own code belongs to root.
RUN useradd --create-home --uid 1000 user && mkdir /data && chown user /data
WORKDIR /home/user/app

# The largest layer first: it changes least. PyTorch's own index has the small CPU wheels.
RUN pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu "torch==2.14.1+cpu" "torchvision==0.29.2+cpu"
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt

# What .dockerignore lets through
COPY . ./
RUN python -m compileall -q .

# /data is lost when the container ends, unless a volume (on Spaces: a storage bucket) is mounted there
ENV HOME=/home/user \
    PYTHONUNBUFFERED=1 \
    GAN_RUNS_DIR=/data/runs \
    GAN_DATA_DIR=/data/datasets \
    GAN_EMBED_ORIGINS=https://huggingface.co

# Limits for unknown visitors, on two shared cores. A variable in the Space's settings replaces its line here.
ENV GAN_CORES=2 \
    GAN_MAX_JOBS=1 \
    GAN_MAX_QUEUE=8 \
    GAN_MAX_MINUTES=20 \
    GAN_IDLE_MINUTES=10 \
    GAN_MAX_UPLOAD_MB=20 \
    GAN_MAX_UPLOADS_MB=500 \
    GAN_UPLOAD_HOURS=4 \
    GAN_MAX_EVALUATIONS=3 \
    GAN_MAX_EVALUATION_N=2000 \
    GAN_EVALUATION_MINUTES=15

USER user
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://localhost:7860/_stcore/health', timeout=8)"]

# Inside the frame of huggingface.co a browser keeps Streamlit's cookie back, and with its check no upload would arrive: docs/security.md
CMD ["streamlit", "run", "app.py", "--server.port=7860", "--server.address=0.0.0.0", "--server.headless=true", "--server.enableXsrfProtection=false"]
