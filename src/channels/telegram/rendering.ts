import type { Reply } from '../../engine/model.js'
import { replyBody } from '../../engine/reply-text.js'

/** The part of `sendMessage` that a reply decides. */
export interface RenderedReply {
  readonly text: string
  readonly parse_mode: 'HTML'
  readonly link_preview_options: { readonly is_disabled: true }
  readonly reply_markup?: {
    readonly inline_keyboard: { readonly text: string; readonly callback_data: string }[][]
  }
}

/** Heading in bold, choices as inline buttons, one a row so that labels are not cut on a phone. */
export function renderReply(reply: Reply): RenderedReply {
  const escaped: Reply = {
    ...reply,
    text: escapeHtml(reply.text),
    ...(reply.heading === undefined ? {} : { heading: escapeHtml(reply.heading) }),
    links: (reply.links ?? []).map(({ label, url }) => ({
      label: escapeHtml(label),
      url: escapeHtml(url),
    })),
  }
  const choices = reply.choices ?? []
  return {
    text: replyBody(escaped, (heading) => `<b>${heading}</b>`),
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    ...(choices.length === 0
      ? {}
      : {
          reply_markup: {
            inline_keyboard: choices.map(({ label, action }) => [
              { text: label, callback_data: action },
            ]),
          },
        }),
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
