/**
 * Every setting as "not set": an empty value wins over a developer's own `.env`, which would
 * otherwise start the tests with a real bot token.
 */
export const UNSET_SETTINGS = {
  DATA_DIR: '',
  CONSOLE_HOST: '',
  CONSOLE_PORT: '',
  TELEGRAM_BOT_TOKEN: '',
  TELEGRAM_API_ROOT: '',
  TELEGRAM_WEBHOOK_URL: '',
  TELEGRAM_WEBHOOK_SECRET: '',
  WHATSAPP_ENABLED: '',
  WHATSAPP_PAIRING_NUMBER: '',
  TZ_OFFICE: '',
  PICTURE_RETENTION_HOURS: '',
  PICTURE_CASE_RETENTION_DAYS: '',
  LOG_LEVEL: '',
} as const
