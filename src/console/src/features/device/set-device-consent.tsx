import { Button, Group, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { DevicePage } from '../../api/types'
import { ConsentFields, unsetRule } from '../../kit/consent-rule'
import { Facts } from '../../kit/facts'
import { FormModal } from '../../kit/form-modal'
import { tell } from '../../kit/notify'
import { Section } from '../../kit/section'

/** What the person at this device is asked, and who says so. */
export function DeviceConsent({ page, editable }: { page: DevicePage; editable: boolean }) {
  const { t } = useTranslation('device')
  const [open, setOpen] = useState(false)
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
  const from = (source: string) => (
    <Text span c="dimmed" size="sm">
      {' '}
      · {t(`consent.from${source}`)}
    </Text>
  )
  return (
    <Section
      title={t('common:consent.title')}
      aside={
        editable && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => setOpen(true)}
            aria-label={t('common:consent.change')}
          >
            {t('edit')}
          </Button>
        )
      }
    >
      <Facts
        rows={[
          ...(['desktop', 'terminal', 'files'] as const).map((kind) => ({
            name: t(`common:consent.${kind}`),
            value: (
              <>
                {t(`common:consent.${consent[kind].asking}`)}
                {from(consent[kind].from)}
              </>
            ),
          })),
          {
            name: t('common:consent.bar'),
            value: (
              <>
                {t(`common:consent.${consent.bar.shown ? 'shown' : 'hidden'}`)}
                {from(consent.bar.from)}
              </>
            ),
          },
        ]}
      />
      {consent.installation && (
        <Text c="dimmed" size="sm" mt="sm">
          {t('consent.floor')}
        </Text>
      )}
      {open && (
        <SetDeviceConsent
          page={page}
          onSaved={() => setSaved(device.version)}
          onClose={() => setOpen(false)}
        />
      )}
    </Section>
  )
}

function SetDeviceConsent({
  page,
  onSaved,
  onClose,
}: {
  page: DevicePage
  onSaved: () => void
  onClose: () => void
}) {
  const { t } = useTranslation('device')
  const { device, consent } = page
  const [rule, setRule] = useState(consent.device ?? consent.group ?? unsetRule)
  const [version] = useState(device.version)
  const save = api.useMutation('put', '/api/devices/{deviceId}/consent', {
    onSuccess: () => {
      onSaved()
      tell(t('common:consent.done'))
      onClose()
    },
  })
  const send = (sent: typeof rule | null) =>
    save.mutate({ params: { path: { deviceId: device.id } }, body: { ...(sent && { rule: sent }), version } })
  return (
    <FormModal
      title={t('common:consent.title')}
      verb={t('common:consent.verb')}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => send(rule)}
      onClose={onClose}
    >
      <ConsentFields rule={rule} onChange={setRule} />
      {consent.device && (
        <Group>
          <Button variant="subtle" size="compact-sm" onClick={() => send(null)}>
            {t('consent.clear')}
          </Button>
        </Group>
      )}
    </FormModal>
  )
}
