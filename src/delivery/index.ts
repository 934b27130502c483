/** The one door of the delivery. */
export type { BurstWindows } from './burst.js'
export { type Clock, type Random, systemClock } from './clock.js'
export { createDelivery, type Delivery, type DeliveryParts } from './delivery.js'
export { mediaFolderIn } from './media-folder.js'
export { splitReply, splitText } from './split-reply.js'
export type { Step } from './turn.js'
