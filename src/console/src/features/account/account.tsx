import {
  Group,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  useMantineColorScheme,
} from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Facts } from '../../kit/facts'
import { Page } from '../../kit/page'
import { useSingleKeys } from '../../kit/preferences'
import { Section } from '../../kit/section'
import { exact } from '../../kit/time'
import { ChangePassword } from './change-password'
import { Logins } from './logins'
import { Tokens } from './tokens'

export function AccountPage() {
  const { t } = useTranslation('account')
  const { me } = getRouteApi('/shell').useRouteContext()
  return (
    <Page title={t('title')} facts={me.email}>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Stack>
          <Section title={t('profile.title')}>
            <Facts
              rows={[
                { name: t('profile.name'), value: me.name },
                { name: t('profile.email'), value: me.email || '-' },
                {
                  name: t('profile.role'),
                  value: me.administrator ? t('profile.administrator') : t('profile.person'),
                },
                { name: t('profile.ends'), value: exact(me.endsAt) },
                { name: t('profile.idle'), value: t('profile.minutes', { count: me.idleMinutes }) },
                { name: t('profile.server'), value: `${me.server.name} ${me.server.version}` },
              ]}
            />
          </Section>
          <Appearance />
        </Stack>
        <ChangePassword />
      </SimpleGrid>
      <Logins />
      <Tokens />
    </Page>
  )
}

function Appearance() {
  const { t } = useTranslation('account')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [singleKeys, setSingleKeys] = useSingleKeys()
  return (
    <Section title={t('appearance.title')}>
      <Stack gap="md">
        <Group>
          <SegmentedControl
            aria-label={t('appearance.title')}
            value={colorScheme}
            onChange={(value) => setColorScheme(value as typeof colorScheme)}
            data={[
              { value: 'light', label: t('appearance.light') },
              { value: 'dark', label: t('appearance.dark') },
              { value: 'auto', label: t('appearance.auto') },
            ]}
          />
        </Group>
        <Switch
          label={t('appearance.keys')}
          checked={singleKeys}
          onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        />
        <Text size="sm" c="dimmed">
          {t('appearance.kept')}
        </Text>
      </Stack>
    </Section>
  )
}
