import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { DevicePage } from '../../api/types'
import { ConsentSection } from '../../kit/consent-rule'
import { later } from '../../kit/later'

const SetDeviceConsent = later(() => import('./set-device-consent'))

/** What the person at this device is asked, and who says so. */
export function DeviceConsent({ page, editable }: { page: DevicePage; editable: boolean }) {
  const { t } = useTranslation('device')
  const cache = useQueryClient()
  const [saved, setSaved] = useState<number | null>(null)
  const { consent, device } = page
  // The rule is not part of the row that the feed sends; but when the row comes, the page can be asked.
  useEffect(() => {
    if (saved === null || device.version <= saved) return
    setSaved(null)
    const { queryKey } = api.queryOptions('get', '/api/devices/{deviceId}', {
      params: { path: { deviceId: device.id }, query: { asOf: undefined } },
    })
    void cache.invalidateQueries({ queryKey })
  }, [saved, device, cache])
  const { desktop, terminal, files, bar } = consent
  return (
    <ConsentSection
      rule={{ desktop: desktop.asking, terminal: terminal.asking, files: files.asking, bar: bar.shown }}
      aside={(what) => (
        <Text span c="dimmed" size="sm">
          {' '}
          · {t(`consent.from${consent[what].from}`)}
        </Text>
      )}
      after={
        consent.installation && (
          <Text c="dimmed" size="sm" mt="sm">
            {t('consent.floor')}
          </Text>
        )
      }
      form={
        editable
          ? (close) => (
              <SetDeviceConsent page={page} onSaved={() => setSaved(device.version)} onClose={close} />
            )
          : undefined
      }
      onNear={SetDeviceConsent.fetch}
    />
  )
}
