/** The one door of the delivery. */
export { cleanText, cutText } from './clean-text.js'
export { type Clock, type Random, systemClock } from './clock.js'
export { createDelivery, type Delivery, type DeliveryParts } from './delivery.js'
export { type MaskedText, maskText } from './mask.js'
export { splitReply, splitText } from './split-reply.js'
export type { Step } from './turn.js'
