# One image, roles by command: `venue`, `toxiproxy`, `supervisor … -- node /opt/muster/bin/muster.js engine …`.
# `npx muster image` builds it, from a context that holds the product and the packages it runs with and nothing else.
ARG BASE=node:24-bookworm-slim
FROM ${BASE}
LABEL muster.image=roles
WORKDIR /opt/muster
COPY . .
ENV MUSTER_LISTEN=container NODE_ENV=production
ENTRYPOINT ["node", "/opt/muster/bin/muster.js"]
