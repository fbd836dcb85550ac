import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { base } from '../../api/base'
import { SessionPage } from '../../kit/session-page'
import { DesktopRoom } from './desktop-room'

const route = getRouteApi('/shell/devices/$deviceId/desktop')

/** The screen of one device. */
export function DesktopPage() {
  const { t } = useTranslation('desktop')
  const { deviceId } = route.useParams()
  return (
    <SessionPage
      deviceId={deviceId}
      title={t('title')}
      titleOf={(name) => t('titleOf', { name })}
      ownWindow={`${base}/devices/${encodeURIComponent(deviceId)}/desktop`}
    >
      {({ device, permissions }) => (
        <DesktopRoom
          key={deviceId}
          deviceId={deviceId}
          name={device.name}
          input={permissions.includes('desktop-input')}
          keys={permissions.includes('desktop-keys')}
        />
      )}
    </SessionPage>
  )
}
