import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { base } from '../../api/base'
import { SessionPage } from '../../kit/session-page'
import classes from './device.module.css'

const route = getRouteApi('/shell/devices/$deviceId/terminal')

/**
 * The terminal is an HTML entry of its own, because the emulator writes style elements and this page's
 * policy forbids them (`console.md` 11). Here it is shown in a frame of the same origin.
 */
export function DeviceTerminalPage() {
  const { t } = useTranslation('device')
  const { deviceId } = route.useParams()
  const source = `${base}/terminal.html#device=${encodeURIComponent(deviceId)}`
  const titleOf = (name: string) => t('terminal.title', { name })
  return (
    <SessionPage deviceId={deviceId} title={t('terminal.verb')} titleOf={titleOf} ownWindow={source}>
      {({ device }) => (
        <iframe
          className={classes.frame}
          src={source}
          title={titleOf(device.name)}
          allow="clipboard-read; clipboard-write"
        />
      )}
    </SessionPage>
  )
}
