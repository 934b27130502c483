import type { FastifyInstance } from 'fastify'

const PAGE = `<!doctype html>
<html lang="id">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tanya Kinerja</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/chat/chat.css"></head>
<body><header><h1>Tanya Kinerja</h1></header>
<main><article class="message"><p>Untuk bertanya, buka <a href="/chat">web chat</a>.</p></article>
<article class="message"><p>Petugas: lihat dan jawab kasus di terminal dengan
<strong>npm run staff -- cases</strong>.</p></article></main></body></html>`

/** `/`: until the staff's console is here, it tells both kinds of visitors where to go. */
export function registerHomePage(app: FastifyInstance): void {
  app.get('/', async (_request, reply) =>
    reply.header('content-type', 'text/html; charset=utf-8').send(PAGE),
  )
}
