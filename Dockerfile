# syntax=docker/dockerfile:1
#
#   docker build -t peertest-hub .
#   docker run -p 3000:3000 -v peertest:/data -e ENVIRONMENT=development -e PUBLIC_URL=http://localhost:3000 peertest-hub
#
# The builder does what a developer's machine does: `make build`, with its own bootstrap. Only the result is kept.

FROM node:22-bookworm-slim AS node

FROM rust:1.96-bookworm AS builder
COPY --from=node /usr/local/bin/node /usr/local/bin/
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /build
COPY . .
# The caches keep the tools, the registry and the compiled dependencies between two builds of the image.
RUN --mount=type=cache,target=/cache \
    --mount=type=cache,target=/usr/local/cargo/registry \
    export XDG_CACHE_HOME=/cache CARGO_TARGET_DIR=/cache/target \
    && make build \
    && install -D -t /out /cache/target/release/peertest-hub \
    && install -m 644 -t /out /cache/target/release/hash.txt Leptos.toml LICENSE \
    && cp -R target/site /out/site

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --home-dir /app peertest \
    && install -d -o peertest -g peertest /data
COPY --from=builder /out /app
WORKDIR /app
# The settings' defaults keep everything under data/: the database, the uploads and the secret.
RUN ln -s /data /app/data
USER peertest
VOLUME /data

# In production the server does not start before these are given too: SECRET_KEY, PUBLIC_URL (https), STRIPE_SECRET_KEY,
# STRIPE_WEBHOOK_SECRET. Usually set as well: SMTP_URL, FROM_EMAIL, and DATABASE_URL, STORAGE_URL for servers of their own.
ENV ENVIRONMENT=production \
    LEPTOS_SITE_ADDR=0.0.0.0:3000 \
    LEPTOS_SITE_ROOT=/app/site
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["/app/peertest-hub", "health"]
ENTRYPOINT ["/app/peertest-hub"]
CMD ["serve"]
