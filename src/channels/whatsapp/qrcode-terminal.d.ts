declare module 'qrcode-terminal' {
  interface QrCodeTerminal {
    /** Draws `input` as a QR code of block characters and hands it to `done`. */
    generate(input: string, options: { small: boolean }, done: (drawing: string) => void): void
  }
  const qrcode: QrCodeTerminal
  export default qrcode
}
