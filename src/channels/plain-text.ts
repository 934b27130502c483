export { numberedChoices, replyBody, replyText as plainText } from '../engine/reply-text.js'
