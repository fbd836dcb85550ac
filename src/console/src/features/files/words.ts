import type { TFunction } from 'i18next'
import { Cut, Refused } from './link'

/** Why something did not work: the device's own sentence, or ours. */
export function why(error: unknown, t: TFunction<'files'>): string {
  if (error instanceof Cut) return t('files:fail.cut')
  if (error instanceof Refused) return reason(error.code, error.message, t)
  return t('files:fail.other')
}

export function reason(code: string, message: string, t: TFunction<'files'>): string {
  if (message) return message
  if (code === 'cut') return t('files:fail.cut')
  if (code === 'unreadable') return t('files:fail.unreadable')
  if (code === 'damaged') return t('files:fail.damaged')
  return t('files:fail.other')
}
